#include "samples/mrz.h"

#include <gmock/gmock.h>

#include "samples/passport.h"
#include "samples/people.h"

namespace samples {
namespace {

using std::chrono::April;
using std::chrono::August;
using namespace std::chrono_literals;

// The bearer of the examples in ICAO 9303 parts 4 and 5.
const Bearer eriksson{.surname = "Eriksson",
                      .given_names = "Anna Maria",
                      .number = "D23145890",
                      .birth = 1974y / August / 12,
                      .expiry = 2012y / April / 15,
                      .sex = 'F'};

TEST(SampleMrz, ComputesTheCheckDigitsOfTheStandard) {
    EXPECT_EQ(check_digit("520727"), '3');
    EXPECT_EQ(check_digit("AB2134<<<"), '5');
    EXPECT_EQ(check_digit("L898902C3"), '6');
    EXPECT_EQ(check_digit("HA672242<658022549601086<<<<<<<<<<<<<<0"), '8');
}

TEST(SampleMrz, PrintsTheStandardsOwnTd1Example) {
    EXPECT_THAT(td1(eriksson),
                testing::ElementsAre("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6",
                                     "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"));
}

TEST(SampleMrz, PrintsTd3WithEveryCheckDigitRight) {
    const auto lines = td3(eriksson);
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[0], "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<");
    const std::string& second = lines[1];
    ASSERT_EQ(second.size(), 44u);
    EXPECT_EQ(second[9], check_digit(second.substr(0, 9)));
    EXPECT_EQ(second[19], check_digit(second.substr(13, 6)));
    EXPECT_EQ(second[27], check_digit(second.substr(21, 6)));
    EXPECT_EQ(second[43], check_digit(second.substr(0, 10) + second.substr(13, 7) + second.substr(21, 22)));
}

TEST(SampleMrz, PrintsTheStandardsOwnTd2AndVisaExamples) {
    Bearer bearer = eriksson;
    EXPECT_THAT(td2(bearer), testing::ElementsAre("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
                                                  "D231458907UTO7408122F1204159<<<<<<<6"));
    bearer.number = "L8988901C";
    bearer.nationality = "XXX";
    bearer.birth = 1940y / 9 / 7, bearer.expiry = 1996y / 12 / 10, bearer.sex = 'M';
    bearer.optional = "6ZE184226B";
    EXPECT_EQ(mrv_a(bearer)[1], "L8988901C4XXX4009078M96121096ZE184226B<<<<<<");
    EXPECT_EQ(mrv_a(bearer)[0].size(), 44u);
    bearer.optional = "6ZE18422";
    EXPECT_EQ(mrv_b(bearer)[1], "L8988901C4XXX4009078M96121096ZE18422");
    EXPECT_EQ(mrv_b(bearer)[0], "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<");
}

TEST(SampleMrz, PrintsTheFrenchCardsDigitsAsItsSpecimenDoes) {
    const auto lines = french({.surname = "Berthier",
                               .given_names = "Corinne",
                               .number = "92310285",
                               .birth = 1965y / 12 / 6,
                               .expiry = {},
                               .sex = 'F'},
                              1988y / 6 / 1);
    EXPECT_EQ(lines[0].substr(0, 30), "IDFRABERTHIER<<<<<<<<<<<<<<<<<");
    EXPECT_EQ(lines[1].substr(0, 35), "8806923102858CORINNE<<<<<<<6512068F");
    EXPECT_EQ(lines[1][35], check_digit(lines[0] + lines[1].substr(0, 35)));
    EXPECT_EQ(check_digit("IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<8806923102858CORINNE<<<<<<<6512068F"), '6');
}

TEST(SampleMrz, WritesLettersBeyondAsciiAsTheStandardSays) {
    EXPECT_EQ(latin("Müller"), "MUELLER");
    EXPECT_EQ(latin("Łukasz Żółkiewicz"), "LUKASZ ZOLKIEWICZ");
    EXPECT_EQ(latin("Åse Bjørnstad"), "AASE BJOERNSTAD");
    EXPECT_EQ(latin("Chloé Lefèvre"), "CHLOE LEFEVRE");
    EXPECT_EQ(upper("Żółkiewicz"), "ŻÓŁKIEWICZ");
}

TEST(SampleMrz, KeepsToTheLengthWhenANameIsLong) {
    Bearer bearer = eriksson;
    bearer.surname = "Wolfeschlegelsteinhausenbergerdorff van der Oudenhoven";
    for (const auto& line : td3(bearer)) EXPECT_EQ(line.size(), 44u);
    for (const auto& line : td1(bearer)) EXPECT_EQ(line.size(), 30u);
}

TEST(SampleMrz, IsWrongInExactlyOneDigitWhenSpoiled) {
    const Person person = people(1, 1, 2026y / August / 12).front();
    const auto right = passport(person, 1).mrz, wrong = passport(person, 1, true).mrz;
    EXPECT_EQ(right[0], wrong[0]);
    EXPECT_NE(wrong[1][9], check_digit(wrong[1].substr(0, 9)));
    EXPECT_EQ(right[1].substr(10), wrong[1].substr(10));
}

}  // namespace
}  // namespace samples
