#include "domain/time.h"

#include <array>
#include <cstdio>

namespace domain {
namespace {

/// Reads exactly `count` digits at `at`; nullopt when one is something else.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size()) return std::nullopt;
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

std::optional<Date> make_date(std::optional<int> year, std::optional<int> month, std::optional<int> day) {
    if (!year || !month || !day) return std::nullopt;
    const Date date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                    std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return date;
}

struct Fraction {
    std::chrono::milliseconds value{0};
    std::size_t end = 0;  // index after it
};

/// `.123456`: any number of digits, cut to milliseconds; nothing when there is no point.
std::optional<Fraction> parse_fraction(std::string_view text, std::size_t at) {
    if (at >= text.size() || text[at] != '.') return Fraction{.end = at};
    int value = 0;
    std::size_t i = at + 1;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i)
        if (i - at <= 3) value = value * 10 + (text[i] - '0');
    const std::size_t count = i - at - 1;
    if (count == 0) return std::nullopt;
    for (std::size_t n = count; n < 3; ++n) value *= 10;
    return Fraction{std::chrono::milliseconds{value}, i};
}

/// `Z`, `+02:00`, `-05:30` to the end of the text.
std::optional<std::chrono::minutes> parse_offset(std::string_view text) {
    if (text == "Z" || text == "z") return std::chrono::minutes{0};
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
    const auto hours = digits(text, 1, 2), minutes = digits(text, 4, 2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    const std::chrono::minutes offset{*hours * 60 + *minutes};
    return text[0] == '-' ? -offset : offset;
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    return make_date(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
}

std::string to_string(Date date) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text.data();
}

std::string to_string(Instant instant) {
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::hh_mm_ss clock{instant - day};
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "T%02d:%02d:%02d.%03dZ", static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
                  static_cast<int>(clock.subseconds().count()));
    return to_string(Date{day}) + text.data();
}

std::optional<Instant> parse_instant(std::string_view text) {
    if (text.size() < 20) return std::nullopt;
    const auto date = parse_date(text.substr(0, 10));
    if (!date || (text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':')
        return std::nullopt;
    const auto hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
    // RFC 3339 allows a leap second; the clock of a sys_time has none, so it becomes the next second.
    if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    const auto fraction = parse_fraction(text, 19);
    if (!fraction) return std::nullopt;
    const auto offset = parse_offset(text.substr(fraction->end));
    if (!offset) return std::nullopt;
    return Instant{std::chrono::sys_days{*date}} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
           std::chrono::seconds{*second} + fraction->value - *offset;
}

Date date_of(Instant instant) {
    return Date{std::chrono::floor<std::chrono::days>(instant)};
}

int days_between(Date from, Date to) {
    return static_cast<int>((std::chrono::sys_days{to} - std::chrono::sys_days{from}).count());
}

int age_on(Date birth, Date today) {
    const int years = static_cast<int>(today.year()) - static_cast<int>(birth.year());
    const bool before_birthday =
        std::pair{today.month(), today.day()} < std::pair{birth.month(), birth.day()};
    return before_birthday ? years - 1 : years;
}

}  // namespace domain
