#include "domain/written_dates.h"

#include <array>
#include <optional>
#include <string>

#include "domain/names.h"

namespace domain {
namespace {

struct Token {
    std::string text;  // letters in plain form, or digits
    bool number = false;
    int value = 0;
    char before = ' ';  // the last sign before it
};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

/// Runs of letters and runs of digits; a run of more than four digits is no part of a date.
std::vector<Token> tokens_of(std::string_view line) {
    std::vector<Token> tokens;
    char before = ' ';
    for (std::size_t i = 0; i < line.size();) {
        auto* const kind = is_digit(line[i]) ? is_digit : is_letter;
        std::size_t end = i;
        while (end < line.size() && kind(line[end])) ++end;
        if (end == i) {
            before = line[i++];
            continue;
        }
        const std::string_view run = line.substr(i, end - i);
        Token token{.text = kind == is_digit ? std::string(run) : plain_form(run),
                    .number = kind == is_digit,
                    .before = before};
        token.value = token.number && run.size() <= 4 ? std::stoi(token.text) : 0;
        tokens.push_back(std::move(token));
        i = end;
        before = ' ';
    }
    return tokens;
}

std::optional<int> month_of(const Token& token) {
    struct Month {
        std::string_view beginning;
        int number;
    };
    // MAR before MA(Y); JUL and JUN by their third letter.
    static constexpr std::array<Month, 27> months{
        {{"JAN", 1},   {"ENE", 1}, {"GEN", 1},  {"FEB", 2}, {"FEV", 2}, {"MAR", 3},  {"MRT", 3},
         {"MAERZ", 3}, {"APR", 4}, {"AVR", 4},  {"ABR", 4}, {"MAY", 5}, {"MEI", 5},  {"MAI", 5},
         {"MAG", 5},   {"JUN", 6}, {"JUIN", 6}, {"GIU", 6}, {"JUL", 7}, {"JUIL", 7}, {"LUG", 7},
         {"AUG", 8},   {"AOU", 8}, {"AGO", 8},  {"SEP", 9}, {"SET", 9}, {"OCT", 10}}};
    static constexpr std::array<Month, 7> late{
        {{"OKT", 10}, {"OTT", 10}, {"OUT", 10}, {"NOV", 11}, {"DEC", 12}, {"DEZ", 12}, {"DIC", 12}}};
    if (token.number || token.text.size() < 3) return std::nullopt;
    for (const Month& month : months)
        if (token.text.starts_with(month.beginning)) return month.number;
    for (const Month& month : late)
        if (token.text.starts_with(month.beginning)) return month.number;
    return std::nullopt;
}

std::optional<int> year_of(const Token& token) {
    if (!token.number) return std::nullopt;
    if (token.text.size() == 4 && token.value >= 1900 && token.value < 2200) return token.value;
    if (token.text.size() == 2) return token.value + (token.value < 70 ? 2000 : 1900);
    return std::nullopt;
}

std::optional<Date> calendar_day(int year, int month, int day) {
    if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
    const Date date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                    std::chrono::day{static_cast<unsigned>(day)}};
    return date.ok() ? std::optional(date) : std::nullopt;
}

bool is_day(const Token& token) {
    return token.number && token.text.size() <= 2;
}

std::optional<Date> date_at(const Token& a, const Token& b, const Token& c, bool month_first) {
    if (const auto year = year_of(c); year && is_day(a)) {
        if (const auto month = month_of(b)) return calendar_day(*year, *month, a.value);
        // `06 12 34` may be anything; `06-12-34` is a date.
        const bool signs =
            b.before == c.before && std::string_view("./-").find(b.before) != std::string_view::npos;
        if (is_day(b) && (signs || c.text.size() == 4)) {
            const auto first =
                calendar_day(*year, month_first ? a.value : b.value, month_first ? b.value : a.value);
            return first ? first
                         : calendar_day(*year, month_first ? b.value : a.value,
                                        month_first ? a.value : b.value);
        }
    }
    if (const auto month = month_of(a); month && is_day(b) && c.text.size() == 4)
        if (const auto year = year_of(c)) return calendar_day(*year, *month, b.value);
    if (a.text.size() == 4 && is_day(b) && is_day(c))
        if (const auto year = year_of(a)) return calendar_day(*year, b.value, c.value);
    return std::nullopt;
}

bool is_ornament(const Token& token) {  // `12th of March`, `3 de mayo de 2024`, `den 4. april`
    static constexpr std::array<std::string_view, 8> ornaments{"ST", "ND", "RD",  "TH",
                                                               "OF", "DE", "DEN", "ER"};
    for (const std::string_view ornament : ornaments)
        if (token.text == ornament) return true;
    return false;
}

}  // namespace

std::vector<Date> dates_in(std::string_view line, bool month_first) {
    std::vector<Token> tokens = tokens_of(line);
    std::erase_if(tokens, is_ornament);
    std::vector<Date> dates;
    for (std::size_t i = 0; i + 2 < tokens.size(); ++i)
        if (const auto date = date_at(tokens[i], tokens[i + 1], tokens[i + 2], month_first)) {
            dates.push_back(*date);
            i += 2;
        }
    return dates;
}

}  // namespace domain
