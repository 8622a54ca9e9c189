#pragma once
// Dates as people and printers write them: `12 maart 2024`, `March 12, 2024`, `12.03.24`, `2024-03-12`.
#include <string_view>
#include <vector>

#include "domain/time.h"

namespace domain {

/// Every date in a line of text; months in English, Dutch, German, French, Spanish, Italian and Portuguese.
/// `03/04/2024` is the third of April, unless `month_first` (the habit of the United States) or only the
/// other reading is a day of the calendar.
std::vector<Date> dates_in(std::string_view line, bool month_first = false);

}  // namespace domain
