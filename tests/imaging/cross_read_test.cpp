#include "imaging/cross_read.h"

#include <gtest/gtest.h>

#include "imaging/mrz.h"

using namespace imaging;

namespace {

Line printed(std::string text) {
    return line_of({{std::move(text), {}, 0.9}}, domain::Source::printed);
}

domain::Mrz zone(const std::string& names) {
    return *parse_mrz({("P<UTO" + names + std::string(44, '<')).substr(0, 44),
                       "L898902C36UTO7408122F1204159ZE184226B<<<<<10"});
}

const auto print = words_of({printed("1. Surname MÜLLER-LÜDENSCHEIDT"), printed("2. Given names ANNA DORA")});

}  // namespace

TEST(CrossRead, WhatIsPrintedIsConfirmed) {
    auto mrz = zone("MUELLER<LUEDENSCHEIDT<<ANNA<DORA");
    cross_read(mrz, {{0, 6, "O"}, {0, 28, "HM"}}, print);
    EXPECT_TRUE(mrz.valid);
    EXPECT_FALSE(mrz.corrected);
}

TEST(CrossRead, AnAlternativeThatIsPrintedMendsTheName) {
    auto mrz = zone("MUELLER<LUEDENSCHEIOT<<ANNA<DORA");
    cross_read(mrz, {{0, 24, "D0"}}, print);
    EXPECT_EQ(mrz.lines[0].substr(0, 37), "P<UTOMUELLER<LUEDENSCHEIDT<<ANNA<DORA");
    EXPECT_TRUE(mrz.valid);
    EXPECT_TRUE(mrz.corrected);
}

TEST(CrossRead, AFillerTakenForALetterIsMendedToo) {
    auto mrz = zone("MUELLER<LUEDENSCHEIDT<<ANNA<DORAK");
    cross_read(mrz, {{0, 37, "<"}}, print);
    EXPECT_TRUE(mrz.lines[0].starts_with("P<UTOMUELLER<LUEDENSCHEIDT<<ANNA<DORA<<<"));
    EXPECT_TRUE(mrz.corrected);
}

TEST(CrossRead, WhatNobodyVouchesForIsNotValid) {
    auto mrz = zone("MUELLER<LUEDENSCHEIDT<<ANNE<DORA");
    const auto lines = mrz.lines;
    cross_read(mrz, {{0, 31, "F"}}, print);
    EXPECT_EQ(mrz.lines, lines) << "nothing is made up";
    EXPECT_FALSE(mrz.valid);
    EXPECT_TRUE(mrz.checks.composite);
}

TEST(CrossRead, TwoAlternativesThatArePrintedDecideNothing) {
    const auto both = words_of({printed("HANNA HANNE")});
    auto mrz = zone("HANNX<<DORA");
    cross_read(mrz, {{0, 9, "AE"}}, both);
    EXPECT_FALSE(mrz.valid);
    EXPECT_TRUE(mrz.lines[0].starts_with("P<UTOHANNX"));
}

TEST(CrossRead, ANameCutOffAtTheEndOfTheLineIsTheBeginningOfAPrintedOne) {
    const std::string names = "PAPANDROPOULOS<<JONATHON<WARREN<TREVO";
    auto mrz =
        *parse_mrz({"P<UTO" + (names + "RR").substr(0, 39), "L898902C36UTO7408122F1204159ZE184226B<<<<<10"});
    ASSERT_EQ(mrz.lines[0].back(), 'R');
    cross_read(mrz, {{0, 43, "P"}}, words_of({printed("TREVORRIDGE")}));
    EXPECT_TRUE(mrz.valid);
}

TEST(CrossRead, ANumberInWhichNoCheckDigitTellsSFrom8IsMendedByThePrint) {
    const std::string names = "P<UTOMUELLER<<ANNA<<<<<<<<<<<<<<<<<<<<<<<<<<";
    const auto read = parse_mrz({names, "8998527<<4UTO7806201F110808403060021041<<<96"}),
               right = parse_mrz({names, "S998527<<4UTO7806201F110808403060021041<<<96"});
    ASSERT_TRUE(read->valid);
    ASSERT_TRUE(right->valid) << "the check digits agree with both";
    auto mrz = *read;
    cross_read(mrz, {{1, 0, "S"}}, words_of({printed("No S998527")}));
    EXPECT_EQ(mrz.lines, right->lines);
    EXPECT_TRUE(mrz.valid);
    EXPECT_TRUE(mrz.corrected);
    mrz = *read;
    cross_read(mrz, {{1, 0, "S"}}, words_of({printed("No 8998527")}));
    EXPECT_EQ(mrz.lines, read->lines);
    EXPECT_TRUE(mrz.valid);
    EXPECT_FALSE(mrz.corrected);
    cross_read(mrz, {{1, 0, "S"}}, print);
    EXPECT_EQ(mrz.lines, read->lines);
    EXPECT_FALSE(mrz.valid) << "nobody vouches for either";
}

TEST(CrossRead, ANumberThatFillsItsRoomEndsThere) {
    auto mrz = *parse_mrz({"I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6",
                           "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"});
    ASSERT_TRUE(mrz.valid);
    cross_read(mrz, {{0, 13, "G"}}, words_of({printed("D23145890")}));
    EXPECT_TRUE(mrz.valid) << "its check digit is no part of it";
}

TEST(CrossRead, NobodyVouchesForTheOptionalDataOfAVisa) {
    auto mrz = *parse_mrz(
        {"V<UTOMUELLER<LUEDENSCHEIDT<<ANNA<DORA<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"});
    ASSERT_EQ(mrz.format, domain::MrzFormat::mrv_a);
    ASSERT_TRUE(mrz.valid);
    EXPECT_FALSE(covered_by_digits(mrz.format)[1][37]);
    EXPECT_TRUE(covered_by_digits(mrz.format)[1][27]);
    cross_read(mrz, {{1, 37, "8"}}, print);
    EXPECT_FALSE(mrz.valid);
}

TEST(CrossRead, WithoutDoubtNothingIsAsked) {
    auto mrz = zone("SOMEBODY<<ELSE");
    cross_read(mrz, {}, {});
    EXPECT_TRUE(mrz.valid);
}

// Readers of print take O for 0 as readily as the reader of zones.
TEST(CrossRead, PrintThatTheCheckDigitsContradictMendsNothing) {
    auto mrz = zone("MUELLER<LUEDENSCHEIDT<<ANNA<DORA");
    const auto lines = mrz.lines;
    cross_read(mrz, {{1, 5, "O"}}, words_of({printed("L8989O2C3")}));
    EXPECT_EQ(mrz.lines, lines);
    EXPECT_TRUE(mrz.checks.number);
    EXPECT_FALSE(mrz.valid) << "nobody vouches for it either";
}
