#include "mailers/mime.h"

#include <unicode/bytestream.h>
#include <unicode/idna.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <utility>

#include "domain/error.h"
#include "mailers/letter.h"

namespace mailers {

using domain::Error;
using domain::Fault;

namespace {

bool is_alphanumeric(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 && static_cast<unsigned char>(c) < 0x80;
}
bool is_printable(char c) {
    return c >= 0x20 && c < 0x7f;
}

/// A byte within a character of UTF-8.
bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

bool consists_of(std::string_view text, std::string_view others) {
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return is_alphanumeric(c) || others.find(c) != std::string_view::npos;
    });
}

// ---- addresses ----

/// RFC 5322 dot-atom. Quoted local parts are legal and nobody has one: refusing them closes a door to
/// injection.
bool is_dot_atom(std::string_view text) {
    return !text.empty() && consists_of(text, "!#$%&'*+-/=?^_`{|}~.") && text.front() != '.' &&
           text.back() != '.' && text.find("..") == std::string_view::npos;
}

/// The domain's A-labels in lower case (UTS 46, non-transitional), empty when it is not a domain.
std::string ascii_domain(std::string_view domain) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<const icu::IDNA> idna(icu::IDNA::createUTS46Instance(
        UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII,
        status));
    if (U_FAILURE(status))
        throw Error(Fault::unavailable, "the tables for international domain names cannot be loaded");
    std::string ascii;
    icu::StringByteSink<std::string> sink(&ascii);
    icu::IDNAInfo info;
    idna->nameToASCII_UTF8({domain.data(), static_cast<int32_t>(domain.size())}, sink, info, status);
    if (U_FAILURE(status) || info.hasErrors() || ascii.ends_with('.') || !consists_of(ascii, "-.")) return {};
    return ascii;
}

/// Message-IDs of ours come back as In-Reply-To: `<…@…>`, printable, without white space.
const std::string& checked_message_id(const std::string& id) {
    const bool shaped = id.size() > 4 && id.size() <= 320 && id.starts_with('<') && id.ends_with('>');
    const std::string_view inner =
        shaped ? std::string_view(id).substr(1, id.size() - 2) : std::string_view{};
    if (!consists_of(inner, "!#$%&'*+-/=?^_`{|}~.@") || std::count(inner.begin(), inner.end(), '@') != 1)
        throw Error(Fault::invalid, "a letter's In-Reply-To is not a Message-ID");
    return id;
}

// ---- headers ----

std::string_view checked_header(std::string_view value) {
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos)
        throw Error(Fault::invalid, "a line break or a NUL in a header of a letter");
    return value;
}

std::string hex(char c) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    return {'=', digits[byte >> 4], digits[byte & 15]};
}

/// RFC 2047, encoding Q: words of at most 64 characters, cut between characters. Not B: there are readers
/// that join the words before they decode, and then stop at a padding in the middle.
std::vector<std::string> encoded_words(std::string_view value) {
    std::vector<std::string> words;
    std::string word;
    for (std::size_t i = 0, length = 1; i < value.size(); i += length) {
        for (length = 1; i + length < value.size() && is_continuation(value[i + length]) && length < 4;)
            ++length;
        std::string character;
        for (const char c : value.substr(i, length))
            character += is_alphanumeric(c) ? std::string{c} : c == ' ' ? std::string{'_'} : hex(c);
        if (word.size() + character.size() > 52)
            words.push_back("=?utf-8?Q?" + std::exchange(word, {}) + "?=");
        word += character;
    }
    words.push_back("=?utf-8?Q?" + word + "?=");
    return words;
}

std::vector<std::string> split_at_spaces(std::string_view value) {
    std::vector<std::string> words(1);
    for (const char c : value) {
        if (c == ' ')
            words.emplace_back();
        else
            words.back() += c;
    }
    return words;
}

/// Plain words when they are plain and short enough to fold, else encoded ones.
std::vector<std::string> unstructured(std::string_view value) {
    const auto words = split_at_spaces(checked_header(value));
    const bool plain = std::all_of(value.begin(), value.end(), is_printable) &&
                       value.find("=?") == std::string_view::npos &&
                       std::all_of(words.begin(), words.end(),
                                   [](const auto& word) { return !word.empty() && word.size() <= 64; });
    return plain ? words : encoded_words(value);
}

/// A display name as a quoted string when it is ASCII and short, else as encoded words; then the address.
std::vector<std::string> mailbox(const Mailbox& box) {
    const auto name = checked_header(box.name);
    std::vector<std::string> words;
    if (std::all_of(name.begin(), name.end(), is_printable) && name.size() <= 60 &&
        name.find("=?") == std::string_view::npos) {
        std::string quoted;
        for (const char c : name) quoted += (c == '"' || c == '\\') ? std::string{'\\', c} : std::string{c};
        if (!name.empty()) words.push_back('"' + quoted + '"');
    } else {
        words = encoded_words(name);
    }
    words.push_back('<' + wire_address(box.address) + '>');
    return words;
}

/// One header, folded before the word that would pass column 76.
std::string header(std::string_view name, const std::vector<std::string>& words) {
    std::string text = std::string(name) + ':';
    std::size_t column = text.size();
    for (const auto& word : words) {
        const bool fold = column + 1 + word.size() > 76 && column > name.size() + 1;
        text += (fold ? "\r\n " : " ") + word;
        column = (fold ? 0 : column) + 1 + word.size();
    }
    return text + "\r\n";
}

std::string two_digits(unsigned value) {
    return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

/// RFC 5322 section 3.3, in UTC: `Sun, 22 Nov 2026 21:20:57 +0000`.
std::string date_of_letter(domain::Instant instant) {
    using namespace std::chrono;
    static constexpr std::array weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = floor<days>(instant);
    const year_month_day date{day};
    const hh_mm_ss time{floor<seconds>(instant - day)};
    return std::string(weekdays.at(weekday{day}.c_encoding())) + ", " +
           std::to_string(static_cast<unsigned>(date.day())) + " " +
           months.at(static_cast<unsigned>(date.month()) - 1) + " " +
           std::to_string(static_cast<int>(date.year())) + " " +
           two_digits(static_cast<unsigned>(time.hours().count())) + ":" +
           two_digits(static_cast<unsigned>(time.minutes().count())) + ":" +
           two_digits(static_cast<unsigned>(time.seconds().count())) + " +0000";
}

// ---- bodies ----

/// One line of RFC 2045 section 6.7, soft breaks after a space where there is one so that a person can read
/// it as it is.
std::string quoted_line(std::string_view line) {
    std::string done, row;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool last = i + 1 == line.size();
        const bool plain =
            (is_printable(line[i]) && line[i] != '=' && line[i] != ' ') || (line[i] == ' ' && !last);
        const auto piece = plain ? std::string{line[i]} : hex(line[i]);
        if (row.size() + piece.size() > (last ? 76U : 75U)) {
            const auto space = row.rfind(' ');
            const auto cut = space == std::string::npos ? row.size() : space + 1;
            done += row.substr(0, cut) + "=\r\n";
            row.erase(0, cut);
        }
        row += piece;
    }
    return done + row + "\r\n";
}

std::string quoted_printable(std::string_view text) {
    std::string encoded;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of("\r\n"), text.size());
        encoded += quoted_line(text.substr(0, end));
        text.remove_prefix(end);
        text.remove_prefix(text.starts_with("\r\n") ? 2 : text.empty() ? 0 : 1);
    }
    return encoded;
}

/// Cannot occur in a quoted-printable body: `=` is followed by two hexadecimal digits or a line break there.
constexpr std::string_view boundary = "=_alternative";

std::string part(std::string_view media_type, std::string_view text) {
    return "--" + std::string(boundary) + "\r\nContent-Type: " + std::string(media_type) +
           "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + quoted_printable(text) +
           "\r\n";
}

}  // namespace

std::string wire_address(std::string_view address) {
    const auto at = address.rfind('@');
    const auto local = address.substr(0, at);
    if (at == std::string_view::npos || local.size() > 64 || !is_dot_atom(local) || address.size() > 1000)
        throw Error(Fault::invalid, "a letter's address is not one");
    const auto domain = ascii_domain(address.substr(at + 1));
    if (domain.empty() || local.size() + 1 + domain.size() > 254)
        throw Error(Fault::invalid, "a letter's address has no valid domain or is too long");
    return std::string(local) + '@' + domain;
}

const std::string& checked_id(const std::string& id) {
    if (id.empty() || id.size() > 100 || !consists_of(id, "_-.") || !is_dot_atom(id))
        throw Error(Fault::invalid, "a letter's id must be letters, digits, '_', '-' and '.'");
    return id;
}

std::string Letter::message_id() const {
    const auto sender = wire_address(from.address);
    return '<' + checked_id(id) + sender.substr(sender.rfind('@')) + '>';
}

std::string to_mime(const Letter& letter) {
    if (letter.language.empty() || letter.language.size() > 35 || !consists_of(letter.language, "-"))
        throw Error(Fault::invalid, "a letter's language is not a language tag");
    auto text = header("From", mailbox(letter.from)) + header("To", mailbox(letter.to)) +
                header("Subject", unstructured(letter.subject)) +
                header("Date", {date_of_letter(letter.date)}) + header("Message-ID", {letter.message_id()});
    if (!letter.in_reply_to.empty()) {
        text += header("In-Reply-To", {checked_message_id(letter.in_reply_to)});
        text += header("References", {letter.in_reply_to});
    }
    text += header("Auto-Submitted", {"auto-generated"}) + header("Content-Language", {letter.language}) +
            header("MIME-Version", {"1.0"}) +
            header("Content-Type", {"multipart/alternative;", "boundary=\"" + std::string(boundary) + '"'}) +
            "\r\n";
    return text + part("text/plain", letter.text) + part("text/html", letter.html) + "--" +
           std::string(boundary) + "--\r\n";
}

}  // namespace mailers
