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
    Letter{"ą", "Ą", "A"},  Letter{"ę", "Ę", "E"}};

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
    const std::string personal = padded("", 15);  // an empty personal number may have `<` as its check digit
    const std::string composite = number + birth + expiry + personal;
    return {padded("P<UTO" + filled(bearer.surname) + "<<" + filled(bearer.given_names), 44),
            number + "UTO" + birth + bearer.sex + expiry + personal + check_digit(composite)};
}

std::vector<std::string> td1(const Bearer& bearer) {
    const std::string first = padded("I<UTO" + checked(padded(bearer.number, 9)), 30);
    const std::string birth = checked(six_digits(bearer.birth)), expiry = checked(six_digits(bearer.expiry));
    const std::string optional = padded("", 11);
    const char composite = check_digit(first.substr(5) + birth + expiry + optional);
    return {first, birth + bearer.sex + expiry + "UTO" + optional + composite,
            padded(filled(bearer.surname) + "<<" + filled(bearer.given_names), 30)};
}

std::string upper(std::string_view text) {
    return rewrite(text, capital, [](const Letter& letter) { return std::string(letter.capital); });
}

std::string latin(std::string_view text) {
    return rewrite(text, capital, [](const Letter& letter) { return std::string(letter.plain); });
}

}  // namespace samples
