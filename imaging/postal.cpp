#include "imaging/postal.h"

#include <algorithm>
#include <regex>

#include "imaging/text.h"

namespace imaging {
namespace {

bool is_month(std::string_view word) {
    return find_date("1 " + std::string(word) + " 2020").has_value();
}

/// `9876 Harbour Road` is a house in a street.
bool is_street(const std::string& text) {
    static const std::regex street(
        R"(.+ (st|street|ave|avenue|rd|road|ln|lane|dr|drive|blvd|boulevard|way|court|ct)\.?$)");
    return std::regex_match(folded(text), street);
}

}  // namespace

/// Without the specks that a reader makes of rules and folds at either end.
std::string trimmed(std::string_view text) {
    while (text.starts_with("\xe2\x80"))
        text.remove_prefix(std::min<std::size_t>(3, text.size()));  // quotes and dashes
    const auto first = text.find_first_not_of(" :;.,|-_'\"*#\t/\\~=<>^");
    if (first == std::string_view::npos) return "";
    const auto last = text.find_last_not_of(" :;,|-_'\"*\t/\\~=<>^");
    return std::string(text.substr(first, last - first + 1));
}

std::optional<Postal> find_postal(const std::string& text) {
    static const std::regex dutch(
        R"((.*?)\b([1-9]\d{3} ?[A-Z]{2})\b[ ,]+([A-Za-z\x80-\xff'][^,;|·\d]{1,40})$)"),
        british(
            R"((.*?)\b([A-Za-z][A-Za-z\x80-\xff' -]{2,30}?)?[ ,]*\b([A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[\dW] ?[A-Z\d]{4})\b[ ,]*([A-Za-z\x80-\xff' -]{2,30})?$)"),
        american(
            R"((.*?)\b([A-Z][A-Za-z. ]{2,30}),? \(?([A-Z]{2})\)?,? (\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d)(?:,? *(?:USA|US|United States|Canada))?$)"),
        digits(
            R"((.*?)\b(?:[A-Z]{1,2}-)?(\d{2}-\d{3}|\d{4}-\d{3}|\d{3} \d{2}|\d{4,6})[ ,]+([A-Z\x80-\xff][A-Za-z\x80-\xff'./() -]{2,40})$)");
    std::smatch m;
    if (std::regex_match(text, m, dutch)) return Postal{m[2], trimmed(m[3].str()), trimmed(m[1].str())};
    if (std::regex_match(text, m, american)) return Postal{m[4], trimmed(m[2].str()), trimmed(m[1].str())};
    if (std::regex_match(text, m, british) && (m[2].matched || m[4].matched)) {
        const std::string city = trimmed(m[4].matched && m[4].length() ? m[4].str() : m[2].str());
        if (!city.empty()) return Postal{m[3], city, trimmed(m[1].str())};
    }
    if (std::regex_match(text, m, digits)) {
        const std::string city = trimmed(m[3].str()), first = folded(city.substr(0, city.find(' ')));
        if (!is_month(first) && first.size() > 2 && !is_street(city))
            return Postal{m[2], city, trimmed(m[1].str())};
    }
    return std::nullopt;
}

bool is_lone_code(const std::string& text) {
    static const std::regex code(R"(([A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[\dW] ?[A-Z\d]{4})[.,]?)");
    return std::regex_match(text, code);
}

std::vector<std::string> parts_of(std::string_view text) {
    static const std::regex dot(R"( *(·|•|∙|●|\|) *| +(-|:|\.|\*|\+|~|=|°|»|—|–) +)");
    const std::string whole(text);
    std::vector<std::string> parts;
    for (std::sregex_token_iterator it(whole.begin(), whole.end(), dot, -1), end; it != end; ++it)
        if (std::string part = trimmed(it->str()); !part.empty()) parts.push_back(std::move(part));
    return parts;
}

}  // namespace imaging
