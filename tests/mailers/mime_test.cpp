// The letter as another program reads it: GMime.
#include "mailers/mime.h"

#include <gmime/gmime.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <regex>

#include "domain/error.h"
#include "mailers/letter.h"
#include "specimen.h"

namespace {

using domain::Error;
using domain::Fault;
using mailers::Letter;
using testing::HasSubstr;
using testing::Not;

struct Unref {
    void operator()(void* object) const { g_object_unref(object); }
};

/// A parsed letter; `message` is null when GMime cannot read it.
struct Parsed {
    explicit Parsed(const std::string& mime) {
        static const bool ready = (g_mime_init(), true);
        static_cast<void>(ready);
        const std::unique_ptr<GMimeStream, Unref> stream(
            g_mime_stream_mem_new_with_buffer(mime.data(), mime.size()));
        const std::unique_ptr<GMimeParser, Unref> parser(g_mime_parser_new_with_stream(stream.get()));
        message.reset(g_mime_parser_construct_message(parser.get(), nullptr));
    }
    /// GMime keeps the headers that begin with Content- at the body.
    std::string header(const char* name) const {
        auto* body = g_mime_message_get_mime_part(message.get());
        auto* holder = std::string_view(name).starts_with("Content-") ? body : GMIME_OBJECT(message.get());
        const char* value = g_mime_object_get_header(holder, name);
        return value == nullptr ? "" : value;
    }
    std::string subject() const { return g_mime_message_get_subject(message.get()); }
    InternetAddress* recipient() const {
        return internet_address_list_get_address(g_mime_message_get_to(message.get()), 0);
    }
    int recipients() const {
        const std::unique_ptr<InternetAddressList, Unref> all(
            g_mime_message_get_all_recipients(message.get()));
        return internet_address_list_length(all.get());
    }
    int parts() const {
        return g_mime_multipart_get_count(GMIME_MULTIPART(g_mime_message_get_mime_part(message.get())));
    }
    std::string media_type(int index) const {
        auto* part =
            g_mime_multipart_get_part(GMIME_MULTIPART(g_mime_message_get_mime_part(message.get())), index);
        char* type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(part));
        const std::string text(type);
        g_free(type);
        return text;
    }
    std::string text(int index) const {
        auto* part =
            g_mime_multipart_get_part(GMIME_MULTIPART(g_mime_message_get_mime_part(message.get())), index);
        char* decoded = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
        std::string text(decoded);
        g_free(decoded);
        return std::regex_replace(text, std::regex("\r\n"), "\n");
    }

    std::unique_ptr<GMimeMessage, Unref> message;
};

/// RFC 5322 and 2045 by the letter: CRLF only, 7 bits, short lines, our headers once and nobody else's.
void expect_well_formed(const std::string& mime) {
    static const std::regex known(
        "^(From|To|Subject|Date|Message-ID|In-Reply-To|References|Auto-Submitted|Content-Language|MIME-"
        "Version|Content-Type): ?.*");
    ASSERT_THAT(mime, testing::EndsWith("--\r\n"));
    const auto head = mime.find("\r\n\r\n");
    std::size_t number = 0;
    for (std::size_t at = 0, end; at < mime.size(); at = end + 2, ++number) {
        end = mime.find("\r\n", at);
        ASSERT_NE(end, std::string::npos);
        const auto line = mime.substr(at, end - at);
        EXPECT_THAT(line, Not(testing::ContainsRegex("[\r\n]")));
        EXPECT_LE(line.size(), at < head ? 998U : 76U) << line;
        EXPECT_TRUE(std::all_of(line.begin(), line.end(), [](char c) { return c >= 0x20 && c < 0x7f; }))
            << line;
        if (at < head) {
            EXPECT_TRUE(line[0] == ' ' || std::regex_match(line, known)) << line;
        }
    }
}

Fault fault_of(const Letter& letter) {
    try {
        to_mime(letter);
    } catch (const Error& error) {
        return error.fault();
    }
    ADD_FAILURE() << "it was not refused";
    return Fault::corrupt;
}

TEST(Mime, AnotherProgramReadsWhatWasWritten) {
    for (const auto kind : specimen::kinds)
        for (const auto* language : specimen::languages) {
            const auto letter = specimen::letter(kind, language);
            const auto mime = to_mime(letter);
            expect_well_formed(mime);
            const Parsed parsed(mime);
            ASSERT_TRUE(parsed.message);
            EXPECT_EQ(parsed.subject(), letter.subject);
            EXPECT_STREQ(internet_address_get_name(parsed.recipient()), "Zoë van der Meer");
            EXPECT_STREQ(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(parsed.recipient())),
                         "zoe@customer.example");
            ASSERT_EQ(parsed.parts(), 2);
            EXPECT_EQ(parsed.media_type(0), "text/plain");
            EXPECT_EQ(parsed.text(0), letter.text);
            EXPECT_EQ(parsed.media_type(1), "text/html");
            EXPECT_EQ(parsed.text(1), letter.html);
        }
}

TEST(Mime, CarriesTheHeadersOfAnAutomaticLetterInAThread) {
    const Parsed parsed(to_mime(specimen::letter(mailers::Contents::Kind::resubmit_request, "nl")));
    EXPECT_EQ(parsed.header("Message-ID"), "<ltr_0123456789abcdef@nl.example>");
    EXPECT_EQ(parsed.header("In-Reply-To"), "<ltr_first@nl.example>");
    EXPECT_EQ(parsed.header("References"), "<ltr_first@nl.example>");
    EXPECT_EQ(parsed.header("Auto-Submitted"), "auto-generated");
    EXPECT_EQ(parsed.header("Content-Language"), "nl");
    EXPECT_EQ(parsed.header("MIME-Version"), "1.0");
    EXPECT_EQ(parsed.header("Date"), "Sun, 22 Nov 2026 21:20:57 +0000");
    EXPECT_EQ(parsed.header("Bcc"), "");
    EXPECT_EQ(parsed.recipients(), 1);
    EXPECT_EQ(Parsed(to_mime(specimen::letter())).header("In-Reply-To"), "");
}

TEST(Mime, ThePersonalLinkStaysOnOneLineAsItIs) {
    EXPECT_THAT(
        to_mime(specimen::letter()),
        HasSubstr("\r\n\r\n" + specimen::contents(mailers::Contents::Kind::verification_request, "en").link +
                  "\r\n\r\n"));
}

TEST(Mime, BodiesOfAnyShapeComeBack) {
    auto letter = specimen::letter();
    const std::string long_word(3000, 'x');
    letter.text = ".\n..\nFrom me\n trailing space \n\ttab\t\n=3D = \n" + long_word + "\n" +
                  std::string(77, 'e') + " ë\n" +
                  "a very long line of many words that goes on and on and on, with ünïcödé and "
                  "\xF0\x9F\x98\x80, until it ends\n\n\n";
    letter.html = "no line break at the end";
    const auto mime = to_mime(letter);
    expect_well_formed(mime);
    EXPECT_EQ(Parsed(mime).text(0), letter.text);
    EXPECT_EQ(Parsed(mime).text(1), letter.html + "\n");
    for (std::size_t length = 70; length < 82; ++length) {  // around the edge of a line
        letter.text = std::string(length, 'a') + "=\n" + std::string(length, 'b') + " \n";
        EXPECT_EQ(Parsed(to_mime(letter)).text(0), letter.text) << length;
    }
}

TEST(Mime, M8_LineBreaksAndNulInAnyHeaderAreRefused) {
    for (const std::string& hostile : {std::string("x\r\nBcc: v@evil.example"), std::string("x\ny"),
                                       std::string("x\ry"), std::string("x\0y", 3), std::string("\n")}) {
        for (auto field : {&Letter::subject, &Letter::language, &Letter::in_reply_to, &Letter::id}) {
            auto letter = specimen::letter();
            letter.*field = hostile;
            EXPECT_EQ(fault_of(letter), Fault::invalid);
        }
        for (auto box : {&Letter::from, &Letter::to}) {
            auto letter = specimen::letter();
            (letter.*box).name = hostile;
            EXPECT_EQ(fault_of(letter), Fault::invalid);
            letter = specimen::letter();
            (letter.*box).address = hostile;
            EXPECT_EQ(fault_of(letter), Fault::invalid);
        }
    }
}

TEST(Mime, M8_OddNamesAndSubjectsComeBackAndAddNoHeader) {
    const std::string long_name = [] {
        std::string name;
        while (name.size() < 2000) name += "Ünal ";
        return name + "!";
    }();
    for (const auto& odd :
         {std::string("a\xC2\x85"
                      "b"),
          std::string("x%0d%0aBcc: v@evil.example"), std::string(2000, 'n'), long_name,
          std::string("=?utf-8?Q?=0d=0aBcc:_v@evil.example?="), std::string("Doe, Jane <v@evil.example>"),
          std::string("\"quoted\\\""), std::string("two  spaces"), std::string("a\tb"),
          std::string("(comment)"), std::string("李小龍"), std::string("Ελένη")}) {
        auto letter = specimen::letter();
        letter.subject = odd;
        letter.to.name = odd;
        const auto mime = to_mime(letter);
        expect_well_formed(mime);
        const Parsed parsed(mime);
        ASSERT_TRUE(parsed.message);
        EXPECT_EQ(parsed.subject(), odd);
        EXPECT_STREQ(internet_address_get_name(parsed.recipient()), odd.c_str());
        EXPECT_EQ(parsed.recipients(), 1);
        EXPECT_STREQ(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(parsed.recipient())),
                     "zoe@customer.example");
    }
}

TEST(Mime, ASubjectKeepsItsSpaces) {
    auto letter = specimen::letter();
    letter.subject = "  two  spaces  ";
    EXPECT_EQ(Parsed(to_mime(letter)).subject(), letter.subject);
}

TEST(Mime, M8_NaughtyStringsAreEncodedOrRefused) {
    const char* vectors = std::getenv("GATEHOUSE_VECTORS");
    if (vectors == nullptr) GTEST_SKIP() << "GATEHOUSE_VECTORS is not set";
    std::ifstream file(std::string(vectors) + "/strings/blns.json");
    const auto strings = nlohmann::json::parse(file).get<std::vector<std::string>>();
    ASSERT_GT(strings.size(), 400U);
    std::size_t refused = 0;
    for (const auto& naughty : strings) {
        auto letter = specimen::letter();
        letter.subject = letter.to.name = naughty;
        try {
            const auto mime = to_mime(letter);
            expect_well_formed(mime);
            const Parsed parsed(mime);
            EXPECT_EQ(parsed.subject(), naughty);
            EXPECT_EQ(parsed.recipients(), 1);
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), Fault::invalid);
            EXPECT_THAT(naughty, testing::ContainsRegex("[\r\n]"));
            ++refused;
        }
    }
    EXPECT_LT(refused, strings.size() / 10);
}

TEST(Mime, M9_AddressesThatAreNotOneAreRefused) {
    for (const std::string& bad : {std::string("a@b\nRCPT TO:<x@y>"),
                                   std::string("\"a b\"@c.example"),
                                   std::string("a b@c.example"),
                                   std::string(""),
                                   std::string("@c.example"),
                                   std::string("a@"),
                                   std::string("a"),
                                   std::string("a@b@c.example"),
                                   std::string("a>@c.example"),
                                   std::string("<a@c.example>"),
                                   std::string("a@c.example, v@evil.example"),
                                   std::string("a@c..example"),
                                   std::string("a@-c.example"),
                                   std::string("a@c.example."),
                                   std::string("a@[127.0.0.1]"),
                                   std::string(".a@c.example"),
                                   std::string("a.@c.example"),
                                   std::string("a@c.example\r\nBcc: v@evil.example"),
                                   std::string("a\0@c.example", 12),
                                   std::string("ü@c.example"),
                                   std::string("a@c_d.example"),
                                   std::string("a@\xff.example"),
                                   std::string("a@c.example "),
                                   std::string(65, 'a') + "@c.example",
                                   std::string(64, 'a') + "@" + std::string(255, 'b'),
                                   std::string(64, 'a') + "@" + std::string(63, 'b') + "." +
                                       std::string(63, 'c') + "." + std::string(63, 'd')}) {
        auto letter = specimen::letter();
        letter.to.address = bad;
        EXPECT_EQ(fault_of(letter), Fault::invalid) << bad;
    }
}

TEST(Mime, M9_GoodAddressesPassAndInternationalDomainsBecomeALabels) {
    EXPECT_EQ(mailers::wire_address("zoe@bücher.example"), "zoe@xn--bcher-kva.example");
    EXPECT_EQ(mailers::wire_address("Zoe.v+tag@Customer.EXAMPLE"), "Zoe.v+tag@customer.example");
    EXPECT_EQ(mailers::wire_address("o'neil@localhost"), "o'neil@localhost");
    EXPECT_EQ(mailers::wire_address("a@straße.example"), "a@xn--strae-oqa.example");
    const auto longest = std::string(64, 'a') + "@" + std::string(63, 'b') + "." + std::string(63, 'c') +
                         "." + std::string(61, 'd');
    EXPECT_EQ(longest.size(), 254U);
    EXPECT_EQ(mailers::wire_address(longest), longest);
    auto letter = specimen::letter();
    letter.to.address = longest;
    expect_well_formed(to_mime(letter));
}

TEST(Mime, IdsThatCouldLeaveAFolderAreRefused) {
    for (const auto* bad : {"", ".", "..", "../x", "a/b", ".hidden", "a b", "a:2,S", "é"}) {
        auto letter = specimen::letter();
        letter.id = bad;
        EXPECT_EQ(fault_of(letter), Fault::invalid) << bad;
    }
}

}  // namespace
