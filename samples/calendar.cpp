#include "samples/calendar.h"

#include <array>
#include <cstdio>
#include <stdexcept>

namespace samples {
namespace {

template <class... Numbers>
std::string print(const char* format, Numbers... numbers) {
    std::array<char, 64> buffer{};
    std::snprintf(buffer.data(), buffer.size(), format, numbers...);
    return buffer.data();
}

constexpr std::array<std::array<const char*, 3>, 12> months{{{"January", "januari", "Januar"},
                                                             {"February", "februari", "Februar"},
                                                             {"March", "maart", "März"},
                                                             {"April", "april", "April"},
                                                             {"May", "mei", "Mai"},
                                                             {"June", "juni", "Juni"},
                                                             {"July", "juli", "Juli"},
                                                             {"August", "augustus", "August"},
                                                             {"September", "september", "September"},
                                                             {"October", "oktober", "Oktober"},
                                                             {"November", "november", "November"},
                                                             {"December", "december", "Dezember"}}};
constexpr std::array short_months{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                  "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};

}  // namespace

int year_of(Date date) {
    return static_cast<int>(date.year());
}
unsigned month_of(Date date) {
    return static_cast<unsigned>(date.month());
}
unsigned day_of(Date date) {
    return static_cast<unsigned>(date.day());
}

Date add_days(Date date, int days) {
    return std::chrono::sys_days(date) + std::chrono::days(days);
}

Date add_years(Date date, int years) {
    const Date moved = date + std::chrono::years(years);
    return moved.ok() ? moved : Date(moved.year() / moved.month() / std::chrono::last);
}

std::string iso(Date date) {
    return print("%04d-%02u-%02u", year_of(date), month_of(date), day_of(date));
}

std::string six_digits(Date date) {
    return print("%02d%02u%02u", year_of(date) % 100, month_of(date), day_of(date));
}

std::string passport_date(Date date) {
    return print("%02u %s %04d", day_of(date), short_months[month_of(date) - 1], year_of(date));
}

std::string month_name(unsigned month, std::string_view language) {
    return months[month - 1][language == "nl" ? 1 : language == "de" ? 2 : 0];
}

std::string long_date(Date date, std::string_view language) {
    return print("%u%s %s %d", day_of(date), language == "de" ? "." : "",
                 month_name(month_of(date), language).c_str(), year_of(date));
}

Date date_from(std::string_view text) {
    int year = 0, used = 0;
    unsigned month = 0, day = 0;
    const std::string copy(text);
    const bool read = std::sscanf(copy.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &used) == 3;
    const Date date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    if (!read || copy.size() != 10 || used != 10 || !date.ok())
        throw std::invalid_argument("a date is written YYYY-MM-DD");
    return date;
}

}  // namespace samples
