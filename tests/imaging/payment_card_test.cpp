#include "imaging/payment_card.h"

#include <gtest/gtest.h>

#include "print_at.h"

using namespace imaging;

TEST(PaymentCard, FindsANumberOverItsGroupsAndKeepsOnlyTheLastFour) {
    std::vector<Line> lines{at(50, 100, "4111 1111 1111 1111"), at(50, 140, "VALID THRU 03/30"),
                            at(50, 180, "J DIJKHORST")};
    const auto numbers = find_card_numbers(lines);
    ASSERT_EQ(numbers.size(), 1u);
    EXPECT_EQ(numbers[0].last_four, "1111");
    EXPECT_EQ(numbers[0].hidden.size(), 3u);
    const auto fields = card_fields(lines, numbers);
    EXPECT_EQ(value_of(fields, "card_last_four"), "1111");
    EXPECT_EQ(value_of(fields, "card_expiry"), "2030-03");
    EXPECT_EQ(value_of(fields, "card_holder"), "J DIJKHORST");
    mask_text(lines, numbers, true);
    EXPECT_EQ(lines[0].text, "**** **** **** 1111");
}

TEST(PaymentCard, HidesTwelveOfSixteenDigitsWrittenTogether) {
    std::vector<Line> lines{at(0, 0, "card 5555555555554444 used")};
    const auto numbers = find_card_numbers(lines);
    ASSERT_EQ(numbers.size(), 1u);
    EXPECT_EQ(numbers[0].hidden[0].x, lines[0].words[1].box.x);
    EXPECT_EQ(numbers[0].hidden[0].width, 120);
    mask_text(lines, numbers, false);
    EXPECT_EQ(lines[0].text, "card ************4444 used");
}

TEST(PaymentCard, LeavesOtherNumbersAlone) {
    const std::vector<Line> lines{at(0, 0, "NL59 VBLD 9147 4703 39"), at(0, 30, "4111 1111 1111 1112"),
                                  at(0, 60, "8719 9000 1234 5676"), at(0, 90, "20 2026 10")};
    EXPECT_TRUE(find_card_numbers(lines).empty());
}

TEST(PaymentCard, FindsWhatMayBeACode) {
    std::vector<Line> lines{at(0, 0, "737"), at(0, 30, "call 900 000 4000")};
    EXPECT_EQ(find_codes(lines).size(), 1u);
}

TEST(PaymentCard, ReadsAnExpiryWhoseDigitsAreWorn) {
    const auto expiry = [](const std::string& text) {
        return value_of(card_fields({at(50, 100, text)}, {}), "card_expiry");
    };
    EXPECT_EQ(expiry("VALID THRU O3/3O"), "2030-03");
    EXPECT_EQ(expiry("EXP 11I29"), "2029-11");
    EXPECT_EQ(expiry("valid from 01/24 until 01/28"), "2028-01");
    EXPECT_EQ(expiry("VALID THRU 13/30"), "(none)");
    EXPECT_EQ(expiry("12/03/2024"), "(none)");
}

TEST(PaymentCard, AHoldersNameMayHaveMarks) {
    EXPECT_EQ(value_of(card_fields({at(50, 100, "JÜRGEN MÜLLER")}, {}), "card_holder"), "JÜRGEN MÜLLER");
}

TEST(PaymentCard, ANumberReadInTwoLinesIsOne) {
    const auto lines = with_whole_numbers(
        {at(230, 100, "1111"), at(400, 300, "VALID 12/30"), at(60, 102, "4111 1111 1111")});
    ASSERT_EQ(lines.size(), 2u);
    const auto numbers = find_card_numbers(lines);
    ASSERT_EQ(numbers.size(), 1u);
    EXPECT_EQ(numbers[0].last_four, "1111");
}

TEST(PaymentCard, ASpecimensNumberTellsItsLastFourAtHalfTheConfidence) {
    const std::vector<Line> lines{at(60, 100, "5412 7512 3412 3456"), at(60, 150, "12/23"),
                                  at(60, 190, "Lee M. Cardholder")};
    EXPECT_TRUE(find_card_numbers(lines).empty());
    const auto fields = card_fields(lines, {});
    EXPECT_EQ(value_of(fields, "card_last_four"), "3456");
    EXPECT_LE(fields.front().confidence, 0.5);
    EXPECT_EQ(value_of(fields, "card_holder"), "Lee M. Cardholder");
}

TEST(PaymentCard, OneGroupOfASpecimensNumberMayBeUnclear) {
    const auto fields = card_fields({at(40, 300, "5412 1234 5b5b 8888")}, {});
    ASSERT_EQ(fields.size(), 1u);
    EXPECT_EQ(fields[0].value, "8888");
    EXPECT_LT(fields[0].confidence, 0.5);
    // Not the last, not two of them, and no word that is none.
    EXPECT_TRUE(card_fields({at(40, 300, "5412 1234 5656 88b8")}, {}).empty());
    EXPECT_TRUE(card_fields({at(40, 300, "541Z 1234 5b5b 8888")}, {}).empty());
    EXPECT_TRUE(card_fields({at(40, 300, "5412 1234 page 8888")}, {}).empty());
}
