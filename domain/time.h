#pragma once
// Calendar dates and instants as values; reading the clock is the shell's business.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace domain {

using Date = std::chrono::year_month_day;                      // always `ok()`
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;  // UTC

/// `YYYY-MM-DD` (ISO 8601), nullopt for anything else or an impossible day.
std::optional<Date> parse_date(std::string_view text);
std::string to_string(Date date);

/// RFC 3339 in UTC with milliseconds, e.g. `2026-11-22T21:20:57.123Z`.
std::string to_string(Instant instant);
std::optional<Instant> parse_instant(std::string_view text);

Date date_of(Instant instant);
/// Whole days from `from` to `to`, negative when `to` is earlier.
int days_between(Date from, Date to);
/// Completed years between birth and `today`.
int age_on(Date birth, Date today);

}  // namespace domain
