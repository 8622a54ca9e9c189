#include "domain/time.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "domain/written_dates.h"

using namespace domain;
using namespace std::chrono_literals;

namespace {
constexpr Date day(int y, unsigned m, unsigned d) {
    return {std::chrono::year{y}, std::chrono::month{m}, std::chrono::day{d}};
}
}  // namespace

TEST(Time, ReadsIsoDatesOnly) {
    EXPECT_EQ(parse_date("2024-02-29"), day(2024, 2, 29));
    for (const char* text : {"", "2023-02-29", "2024-13-01", "2024-2-9", "24-02-29", "2024-02-29 ",
                             "2024/02/29", "２０２４-02-29"})
        EXPECT_FALSE(parse_date(text)) << text;
}

TEST(Time, WritesRfc3339InUtcWithMilliseconds) {
    EXPECT_EQ(to_string(Instant{std::chrono::sys_days{day(2026, 11, 22)}} + 21h + 20min + 57s + 123ms),
              "2026-11-22T21:20:57.123Z");
    EXPECT_EQ(to_string(Instant{}), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(to_string(Instant{-1ms}), "1969-12-31T23:59:59.999Z");
}

TEST(Time, ReadsRfc3339WithOffsetsAndAnyFraction) {
    const Instant expected = Instant{std::chrono::sys_days{day(2026, 11, 22)}} + 21h + 20min + 57s;
    EXPECT_EQ(parse_instant("2026-11-22T21:20:57Z"), expected);
    EXPECT_EQ(parse_instant("2026-11-22T22:20:57+01:00"), expected);
    EXPECT_EQ(parse_instant("2026-11-22T15:50:57.1239999-05:30"), expected + 123ms);
    EXPECT_EQ(parse_instant("2026-11-22T21:20:57.5Z"), expected + 500ms);
    for (const char* text :
         {"2026-11-22", "2026-11-22T21:20:57", "2026-11-22T25:20:57Z", "2026-11-22T21:20:57.Z",
          "2026-11-31T21:20:57Z", "2026-11-22T21:20:57+1:00", "2026-11-22T21:20:57Zx"})
        EXPECT_FALSE(parse_instant(text)) << text;
}

RC_GTEST_PROP(Time, InstantsSurviveBeingWritten, ()) {
    const Instant instant{
        std::chrono::milliseconds{*rc::gen::inRange<std::int64_t>(-62'000'000'000'000, 250'000'000'000'000)}};
    RC_ASSERT(parse_instant(to_string(instant)) == instant);
}

TEST(Time, CountsWholeDaysAndCompletedYears) {
    EXPECT_EQ(days_between(day(2024, 2, 28), day(2024, 3, 1)), 2);
    EXPECT_EQ(days_between(day(2024, 3, 1), day(2024, 2, 28)), -2);
    EXPECT_EQ(age_on(day(2008, 11, 23), day(2026, 11, 22)), 17);
    EXPECT_EQ(age_on(day(2008, 11, 22), day(2026, 11, 22)), 18);
    EXPECT_EQ(age_on(day(2008, 2, 29), day(2026, 2, 28)), 17);
}

TEST(WrittenDates, ReadsWhatPrintersWrite) {
    const std::vector<Date> third{day(2026, 11, 3)};
    for (const char* text :
         {"Factuurdatum: 3 november 2026", "Rechnungsdatum 03.11.2026", "Date: November 3, 2026",
          "3rd of November 2026", "2026-11-03", "issued 03/11/26 by post", "le 3 novembre 2026",
          "3 de noviembre de 2026", "03NOV2026"})
        EXPECT_EQ(dates_in(text), third) << text;
    EXPECT_EQ(dates_in("1. März 2026"), (std::vector<Date>{day(2026, 3, 1)}));
    EXPECT_EQ(dates_in("12 mrt 2026 t/m 11 mei 2026"),
              (std::vector<Date>{day(2026, 3, 12), day(2026, 5, 11)}));
}

TEST(WrittenDates, TakesTheHabitOfTheCountryOnlyWhereBothReadingsAreDays) {
    EXPECT_EQ(dates_in("04/05/2026"), (std::vector<Date>{day(2026, 5, 4)}));
    EXPECT_EQ(dates_in("04/05/2026", true), (std::vector<Date>{day(2026, 4, 5)}));
    EXPECT_EQ(dates_in("04/25/2026"), (std::vector<Date>{day(2026, 4, 25)}));
    EXPECT_EQ(dates_in("25/04/2026", true), (std::vector<Date>{day(2026, 4, 25)}));
}

TEST(WrittenDates, FindsNoneInTelephoneNumbersAmountsAndReferences) {
    for (const char* text :
         {"Tel. 06 12 34 56 78", "EUR 1.250,10", "Klantnummer 20261103", "1017 AB 12", "12345678", ""})
        EXPECT_TRUE(dates_in(text).empty()) << text;
}
