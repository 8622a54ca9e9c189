#include "samples/mrz.h"

#include <array>

namespace samples {
namespace {

struct Letter {
    std::string_view small, capital, plain;
};
constexpr std::array letters{
    Letter{"ä", "Ä", "AE"}, Letter{"ö", "Ö", "OE"}, Letter{"ü", "Ü", "UE"}, Letter{"ß", "ß", "SS"},
    Letter{"å", "Å", "AA"}, Letter{"æ", "Æ", "AE"}, Letter{"ø", "Ø", "OE"}, Letter{"é", "É", "E"},
    Letter{"è", "È", "E"},  Letter{"ê", "Ê", "E"},  Letter{"ë", "Ë", "E"},  Letter{"ç", "Ç", "C"},
    Letter{"à", "À", "A"},  Letter{"â", "Â", "A"},  Letter{"î", "Î", "I"},  Letter{"ï", "Ï", "I"},
    Letter{"ô", "Ô", "O"},  Letter{"ł", "Ł", "L"},  Letter{"ż", "Ż", "Z"},  Letter{"ź", "Ź", "Z"},
    Letter{"ó", "Ó", "O"},  Letter{"ś", "Ś", "S"},  Letter{"ć", "Ć", "C"},  Letter{"ń", "Ń", "N"},
    Letter{"ą", "Ą", "A"},  Letter{"ę", "Ę", "E"},  Letter{"á", "Á", "A"},  Letter{"í", "Í", "I"},
    Letter{"ú", "Ú", "U"},  Letter{"ñ", "Ñ", "N"},  Letter{"ã", "Ã", "A"},  Letter{"õ", "Õ", "O"},
    Letter{"č", "Č", "C"},  Letter{"š", "Š", "S"},  Letter{"ž", "Ž", "Z"},  Letter{"ř", "Ř", "R"},
    Letter{"ş", "Ş", "S"},  Letter{"ğ", "Ğ", "G"},  Letter{"ő", "Ő", "O"},  Letter{"ű", "Ű", "U"}};

/// Rewrites the text letter by letter: ASCII by `plain`, the table's letters by `special`.
template <class Plain, class Special>
std::string rewrite(std::string_view text, Plain plain, Special special) {
    std::string made;
    while (!text.empty()) {
        std::size_t used = 1;
        if (static_cast<unsigned char>(text[0]) < 0x80) made += plain(text[0]);
        for (const Letter& letter : letters)
            if (text.starts_with(letter.small) || text.starts_with(letter.capital)) {
                made += special(letter);
                used = letter.small.size();
                break;
            }
        text.remove_prefix(used);
    }
    return made;
}

char capital(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

/// Words joined by `<`; hyphens count as spaces, apostrophes vanish.
std::string filled(std::string_view name) {
    std::string made;
    for (char c : latin(name)) {
        if (c == ' ' || c == '-') made += '<';
        if (c >= 'A' && c <= 'Z') made += c;
    }
    return made;
}

std::string padded(std::string text, std::size_t length) {
    text.resize(length, '<');
    return text;
}

std::string checked(const std::string& text) {
    return text + check_digit(text);
}

std::string first_line(const std::string& code, const Bearer& bearer, std::size_t length) {
    return padded(code + padded(bearer.state, 3) + filled(bearer.surname) + "<<" + filled(bearer.given_names),
                  length);
}

std::vector<std::string> visa(const Bearer& bearer, std::size_t length) {
    return {first_line("V<", bearer, length),
            padded(checked(padded(bearer.number, 9)) + padded(bearer.nationality, 3) +
                       checked(six_digits(bearer.birth)) + bearer.sex + checked(six_digits(bearer.expiry)) +
                       bearer.optional,
                   length)};
}

}  // namespace

char check_digit(std::string_view text) {
    constexpr std::array weights{7, 3, 1};
    int sum = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const int value = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 0;
        sum += value * weights[i % 3];
    }
    return static_cast<char>('0' + sum % 10);
}

std::vector<std::string> td3(const Bearer& bearer) {
    const std::string number = checked(padded(bearer.number, 9));
    const std::string birth = checked(six_digits(bearer.birth)), expiry = checked(six_digits(bearer.expiry));
    // An empty personal number may have `<` as its check digit.
    const std::string personal =
        bearer.optional.empty() ? padded("", 15) : checked(padded(bearer.optional, 14));
    const std::string composite = number + birth + expiry + personal;
    return {first_line("P<", bearer, 44), number + padded(bearer.nationality, 3) + birth + bearer.sex +
                                              expiry + personal + check_digit(composite)};
}

std::vector<std::string> td1(const Bearer& bearer) {
    const std::string first =
        padded("I<" + padded(bearer.state, 3) + checked(padded(bearer.number, 9)) + bearer.optional, 30);
    const std::string birth = checked(six_digits(bearer.birth)), expiry = checked(six_digits(bearer.expiry));
    const std::string optional = padded("", 11);
    const char composite = check_digit(first.substr(5) + birth + expiry + optional);
    return {first, birth + bearer.sex + expiry + padded(bearer.nationality, 3) + optional + composite,
            padded(filled(bearer.surname) + "<<" + filled(bearer.given_names), 30)};
}

std::vector<std::string> td2(const Bearer& bearer) {
    const std::string number = checked(padded(bearer.number, 9));
    const std::string birth = checked(six_digits(bearer.birth)), expiry = checked(six_digits(bearer.expiry));
    const std::string optional = padded(bearer.optional, 7);
    return {first_line("I<", bearer, 36), number + padded(bearer.nationality, 3) + birth + bearer.sex +
                                              expiry + optional +
                                              check_digit(number + birth + expiry + optional)};
}

std::vector<std::string> mrv_a(const Bearer& bearer) {
    return visa(bearer, 44);
}

std::vector<std::string> mrv_b(const Bearer& bearer) {
    return visa(bearer, 36);
}

std::vector<std::string> french(const Bearer& bearer, Date issued) {
    const std::string office = bearer.number.substr(0, 3);
    const std::string first = "IDFRA" + padded(filled(bearer.surname), 25) + office + "001";
    const std::string second = checked(six_digits(issued).substr(0, 4) + padded(bearer.number, 8)) +
                               padded(filled(bearer.given_names), 14) + checked(six_digits(bearer.birth)) +
                               bearer.sex;
    return {first, second + check_digit(first + second)};
}

std::string upper(std::string_view text) {
    return rewrite(text, capital, [](const Letter& letter) { return std::string(letter.capital); });
}

std::string latin(std::string_view text) {
    return rewrite(text, capital, [](const Letter& letter) { return std::string(letter.plain); });
}

}  // namespace samples
