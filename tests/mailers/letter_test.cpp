#include "mailers/letter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "domain/error.h"
#include "specimen.h"

namespace {

using mailers::Contents;
using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

std::string read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Compares with tests/mailers/golden/NAME; ACCEPT=1 writes it anew, to be reviewed in the diff.
void expect_golden(const std::string& name, const std::string& text) {
    const auto path = fs::path(GATEHOUSE_SOURCE) / "tests/mailers/golden" / name;
    if (std::getenv("ACCEPT") != nullptr) std::ofstream(path, std::ios::binary) << text;
    EXPECT_EQ(read(path), text) << "golden file " << name << " differs; ACCEPT=1 makes it anew";
}

std::map<std::string, std::string> templates() {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::directory_iterator(fs::path(GATEHOUSE_SOURCE) / "mailers/letters"))
        all[entry.path().filename()] = read(entry.path());
    return all;
}

std::set<std::string> matches(const std::string& text, const std::string& pattern) {
    const std::regex expression(pattern);
    std::set<std::string> found;
    for (std::sregex_iterator match(text.begin(), text.end(), expression), end; match != end; ++match)
        found.insert((*match)[1]);
    return found;
}

/// key → names of its arguments, read from the catalogue's own text.
std::map<std::string, std::set<std::string>> arguments_of(std::string_view language) {
    std::map<std::string, std::set<std::string>> all;
    std::istringstream lines{std::string(mailers::messages_text(language))};
    for (std::string line; std::getline(lines, line);) {
        const auto equals = line.find(" = ");
        if (line.empty() || line[0] == '#' || equals == std::string::npos) continue;
        all[line.substr(0, equals)] = matches(line.substr(equals), R"(\{([a-z_]+))");
    }
    return all;
}

std::size_t count(const std::string& text, std::string_view what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
    return found;
}

// ---- the words ----

TEST(Letter, ReadsAsItsGoldenFiles) {
    for (const auto kind : specimen::kinds)
        for (const auto* language : specimen::languages) {
            const auto letter = specimen::letter(kind, language);
            const auto name = std::string(name_of(kind)) + "." + language;
            expect_golden(name + ".txt", "Subject: " + letter.subject + "\n\n" + letter.text);
            expect_golden(name + ".html", letter.html);
        }
}

TEST(Letter, EveryKeyOfTheTemplatesExistsInEveryLanguageWithTheSameArgumentsAndNoneIsLeftOver) {
    std::set<std::string> used;
    for (const auto& [name, text] : templates()) used.merge(matches(text, R"(\{\{(letter\.[a-z_.]+)\}\})"));
    for (const auto kind : specimen::kinds) used.insert("letter." + std::string(name_of(kind)) + ".subject");

    const auto english = arguments_of("en");
    std::set<std::string> keys;
    for (const auto& [key, arguments] : english) keys.insert(key);
    EXPECT_EQ(keys, used);
    for (const auto* language : specimen::languages) EXPECT_EQ(arguments_of(language), english) << language;
}

TEST(Letter, TemplatesNeverSwitchEscapingOff) {
    ASSERT_GE(templates().size(), 10U);
    for (const auto& [name, text] : templates()) {
        EXPECT_THAT(text, Not(HasSubstr("{{{"))) << name;
        EXPECT_THAT(text, Not(HasSubstr("{{&"))) << name;
        EXPECT_THAT(text, Not(HasSubstr("{{="))) << name;
    }
}

TEST(Letter, LeavesNoPlaceholderAndNoGapBehind) {
    for (const auto kind : specimen::kinds)
        for (const auto* language : specimen::languages) {
            const auto letter = specimen::letter(kind, language);
            for (const auto& text : {letter.subject, letter.text}) {
                EXPECT_THAT(text, Not(testing::ContainsRegex("[{}]"))) << text;
                EXPECT_THAT(text, Not(HasSubstr("\n\n\n"))) << text;
                EXPECT_THAT(text, Not(HasSubstr("&#39;"))) << text;
            }
            EXPECT_THAT(letter.html, Not(HasSubstr("{{")));
            EXPECT_EQ(letter.language, language);
        }
}

TEST(Letter, SaysNothingOfWhatItWasNotGiven) {
    for (const auto kind : specimen::kinds) {
        Contents bare{};
        bare.kind = kind;
        bare.id = "ltr_bare";
        bare.order_reference = "A-1";
        bare.entity_name = "Example";
        const auto letter = mailers::compose(bare, specimen::messages("en"));
        EXPECT_THAT(letter.text, HasSubstr("Dear customer,"));
        EXPECT_THAT(letter.text, Not(HasSubstr("OpenPGP")));
        EXPECT_THAT(letter.text, Not(HasSubstr("It works until")));
        EXPECT_THAT(letter.html, Not(HasSubstr("<ul>\n</ul>")));
    }
}

// ---- the rules ----

TEST(Letter, V2_V4_TellsThePurposeAndWhyThisOrder) {
    const auto text = specimen::letter().text;
    EXPECT_THAT(text, HasSubstr("for security, to keep abuse off our network, and because the law asks it"));
    EXPECT_THAT(text, HasSubstr("- The order form is not complete: your date of birth is missing."));
    EXPECT_THAT(text, HasSubstr("You go through it only once."));
}

TEST(Letter, V6_ComesFromTheEntityAndNamesItsAddress) {
    for (const auto kind : specimen::kinds) {
        const auto letter = specimen::letter(kind);
        EXPECT_EQ(letter.from.address, "welcome@nl.example");
        for (const auto& text : {letter.text, letter.html}) {
            EXPECT_THAT(text, HasSubstr("come from welcome@nl.example and from no other address"));
            EXPECT_THAT(text, HasSubstr("We never ask for a password or a payment here"));
            EXPECT_THAT(text, HasSubstr("look in your spam folder"));
            EXPECT_THAT(text, HasSubstr("do not forward this mailbox automatically"));
            EXPECT_THAT(text, HasSubstr("add nl.example to the senders you trust"));
            EXPECT_THAT(text, HasSubstr("You get this e-mail because"));
            EXPECT_THAT(text, HasSubstr("A-10023"));
        }
    }
}

TEST(Letter, V9_V10_SaysWhatAColourCopyIsAndWhatItIsUsedFor) {
    for (const auto kind : {Contents::Kind::verification_request, Contents::Kind::resubmit_request}) {
        const auto text = specimen::letter(kind).text;
        EXPECT_THAT(text, HasSubstr("in full colour"));
        EXPECT_THAT(text, HasSubstr("screenshots, photos of a screen, or files that were never on paper"));
        EXPECT_THAT(text, HasSubstr("only to check your identity and your business"));
        EXPECT_THAT(text, HasSubstr("do not share them with third parties"));
    }
}

TEST(Letter, V11_OffersTheKeyItsFingerprintAndAReplyToAskForIt) {
    const auto letter = specimen::letter();
    for (const auto& text : {letter.text, letter.html}) {
        EXPECT_THAT(text, HasSubstr("3F2A 9C41 07BD E568 1A90  C4F7 2D3B 8E16 50AF 7C92"));
        EXPECT_THAT(text, HasSubstr("https://verify.nl.example/keys/nl.example.asc"));
        EXPECT_THAT(text, HasSubstr("reply to this e-mail and ask for our public key"));
    }
}

TEST(Letter, HasOneCallToActionAndShowsItsLinkInFull) {
    const auto letter = specimen::letter();
    const auto link = specimen::contents(Contents::Kind::verification_request, "en").link;
    EXPECT_THAT(letter.text, HasSubstr("\n" + link + "\n"));
    EXPECT_THAT(letter.html, HasSubstr(">" + link + "</a>"));
    EXPECT_THAT(letter.text, HasSubstr("It works until Sunday 6 December 2026."));
    EXPECT_EQ(count(letter.html, "class=\"button\""), 1U);
    for (const auto kind : {Contents::Kind::confirmation, Contents::Kind::rejection})
        EXPECT_EQ(count(specimen::letter(kind).html, "<a "), 0U);
}

TEST(Letter, LoadsNothingFromAnywhere) {
    for (const auto kind : specimen::kinds) {
        const auto html = specimen::letter(kind).html;
        EXPECT_FALSE(std::regex_search(
            html, std::regex(R"((<img|<script|<link|<iframe|<form|@import|url\(|src=|background=))")));
    }
}

TEST(Letter, O1_ThanksForDocumentsOnlyWhenItFollowsARequest) {
    auto contents = specimen::contents(Contents::Kind::confirmation, "en");
    EXPECT_THAT(mailers::compose(contents, specimen::messages("en")).text,
                HasSubstr("Thank you for your documents."));
    contents.in_reply_to.clear();
    const auto text = mailers::compose(contents, specimen::messages("en")).text;
    EXPECT_THAT(text, Not(HasSubstr("documents")));
    EXPECT_THAT(text, HasSubstr("with Example Hosting B.V. is confirmed."));
    EXPECT_THAT(text, HasSubstr("- 2 × Dedicated server\n"));
}

// ---- hostile values ----

TEST(Letter, W1_ValuesAreNeverReadAsHtmlOrAsTemplate) {
    auto contents = specimen::contents(Contents::Kind::resubmit_request, "en");
    const std::string payload = "<script>alert(1)</script>\"'&{{letter.closing}}{{{link}}}{name}";
    contents.customer_name = contents.note = contents.wanted[0].title = contents.wanted[0].reasons[0] =
        payload;
    const auto letter = mailers::compose(contents, specimen::messages("en"));
    EXPECT_THAT(letter.html, Not(HasSubstr("<script")));
    const std::string escaped =
        "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;{{letter.closing}}{{{link}}}{name}";
    EXPECT_EQ(count(letter.html, escaped), 4U);
    EXPECT_EQ(count(letter.text, payload), 4U);
}

TEST(Letter, RefusesALinkThatIsNotOfTheWeb) {
    auto contents = specimen::contents(Contents::Kind::verification_request, "en");
    contents.link = "javascript:alert(1)";
    EXPECT_THROW(mailers::compose(contents, specimen::messages("en")), domain::Error);
    EXPECT_THROW(mailers::messages_text("xx"), domain::Error);
    EXPECT_THROW(mailers::messages_text("../letters/en"), domain::Error);
}

}  // namespace
