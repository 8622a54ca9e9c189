#pragma once
// Dates as the documents print them.
#include <chrono>
#include <string>
#include <string_view>

namespace samples {

using Date = std::chrono::year_month_day;

Date add_days(Date date, int days);
/// The same day `years` later; 29 February becomes the 28th.
Date add_years(Date date, int years);
int year_of(Date date);
unsigned month_of(Date date);
unsigned day_of(Date date);

/// `2026-11-22`
std::string iso(Date date);
/// `261122`, as in a machine-readable zone
std::string six_digits(Date date);
/// `22 NOV 2026`, as in a passport
std::string passport_date(Date date);
/// `22 november 2026`, `22 November 2026`, `22. November 2026`
std::string long_date(Date date, std::string_view language);
/// `november`, by language (nl, de, else English)
std::string month_name(unsigned month, std::string_view language);
/// nullopt-free: throws std::invalid_argument unless `YYYY-MM-DD` is a day
Date date_from(std::string_view text);

}  // namespace samples
