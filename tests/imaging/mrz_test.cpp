#include "imaging/mrz.h"

#include <gtest/gtest.h>

using namespace imaging;
using domain::MrzFormat;

namespace {

std::string value_of(const std::vector<domain::Field>& fields, std::string_view name) {
    for (const auto& field : fields)
        if (field.name == name) return field.value;
    return "(none)";
}

// The examples of ICAO Doc 9303 parts 4, 5, 6 and 7.
const std::vector<std::string> td3{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
                                   "L898902C36UTO7408122F1204159ZE184226B<<<<<10"};
const std::vector<std::string> td1{"I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6",
                                   "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"};
const std::vector<std::string> td2{"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
                                   "D231458907UTO7408122F1204159<<<<<<<6"};
const std::vector<std::string> mrv_a{"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
                                     "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"};
const std::vector<std::string> mrv_b{"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
                                     "L8988901C4XXX4009078F9612109<<<<<<<<"};

}  // namespace

TEST(Mrz, ComputesTheCheckDigitsOfTheStandard) {
    EXPECT_EQ(check_digit("520727"), 3);  // 9303-3, 4.9, example 1
    EXPECT_EQ(check_digit("AB2134<<<"), 5);
    EXPECT_EQ(check_digit("HA672242<658226595410509133<<<<<<<<"), check_digit("HA672242<658226595410509133"));
    EXPECT_EQ(check_digit(""), 0);
}

TEST(Mrz, ReadsEveryFormatOfTheStandard) {
    const std::pair<MrzFormat, std::vector<std::string>> all[] = {
        {MrzFormat::td3, td3}, {MrzFormat::td1, td1}, {MrzFormat::td2, td2}, {MrzFormat::mrv_b, mrv_b}};
    for (const auto& [format, lines] : all) {
        const auto mrz = parse_mrz(lines);
        ASSERT_TRUE(mrz) << lines[0];
        EXPECT_EQ(mrz->format, format);
        EXPECT_TRUE(mrz->valid) << lines[1];
        EXPECT_EQ(mrz->lines, lines);
        const auto fields = mrz_fields(*mrz);
        EXPECT_EQ(value_of(fields, "surname"), "ERIKSSON");
        EXPECT_EQ(value_of(fields, "given_names"), "ANNA MARIA");
        EXPECT_EQ(value_of(fields, "sex"), "F");
        EXPECT_EQ(value_of(fields, "issuing_state"), "UTO");
    }
}

TEST(Mrz, TakesDatesIntoTheirCentury) {
    const auto fields = mrz_fields(*parse_mrz(td3));
    EXPECT_EQ(value_of(fields, "birth_date"), "1974-08-12");
    EXPECT_EQ(value_of(fields, "expiry_date"), "2012-04-15");
    EXPECT_EQ(value_of(fields, "document_number"), "L898902C3");
}

TEST(Mrz, RejectsAWrongCheckDigitWhereverItIs) {
    for (const std::size_t at : {0u, 9u, 13u, 19u, 21u, 27u, 28u, 42u, 43u}) {
        auto lines = td3;
        lines[1][at] = lines[1][at] == '7' ? '8' : '7';
        const auto mrz = parse_mrz(lines);
        ASSERT_TRUE(mrz);
        EXPECT_FALSE(mrz->valid) << "position " << at;
        EXPECT_FALSE(failing_spans(*mrz).empty());
        EXPECT_LT(count_digits(*mrz).right, count_digits(*mrz).all);
    }
}

TEST(Mrz, SaysWhichCheckFails) {
    auto lines = td3;
    lines[1][14] = '5';  // birth
    const auto mrz = parse_mrz(lines);
    EXPECT_TRUE(mrz->checks.number);
    EXPECT_FALSE(mrz->checks.birth);
    EXPECT_TRUE(mrz->checks.expiry);
    EXPECT_FALSE(mrz->checks.composite);
}

TEST(Mrz, RefusesLinesOfOtherLengths) {
    EXPECT_FALSE(parse_mrz({td3[0]}));
    EXPECT_FALSE(parse_mrz({td3[0], td2[1]}));
    EXPECT_FALSE(parse_mrz({}));
    EXPECT_FALSE(parse_mrz({"P<UTO", "123"}));
}

TEST(Mrz, ReadsADocumentNumberThatContinuesInTheOptionalField) {
    // 9303-5 figure: D23145890734 with check digit 9 in a field of nine.
    const std::vector<std::string> lines{"I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2",
                                         "STEVENSON<<PETER<JOHN<<<<<<<<<"};
    const auto mrz = parse_mrz(lines);
    ASSERT_TRUE(mrz);
    EXPECT_TRUE(mrz->checks.number);
    EXPECT_EQ(value_of(mrz_fields(*mrz), "document_number"), "D23145890734");
}

TEST(Mrz, TellsAVisaFromAPassportByItsFirstLetter) {
    EXPECT_EQ(parse_mrz(mrv_b)->format, MrzFormat::mrv_b);
    EXPECT_EQ(parse_mrz({"V" + td3[0].substr(1), td3[1]})->format, MrzFormat::mrv_a);
    EXPECT_EQ(parse_mrz(mrv_a)->format, MrzFormat::mrv_a);
}

TEST(Mrz, LeavesOutWhatIsNotKnown) {
    auto lines = td1;
    lines[1] = "<<<<<<0F1204159UTO<<<<<<<<<<<";
    lines[1] += std::to_string(check_digit(lines[0].substr(5, 25) + lines[1].substr(0, 7) +
                                           lines[1].substr(8, 7) + lines[1].substr(18, 11)));
    const auto mrz = parse_mrz(lines);
    ASSERT_TRUE(mrz);
    EXPECT_TRUE(mrz->valid);
    EXPECT_EQ(value_of(mrz_fields(*mrz), "birth_date"), "(none)");
}

TEST(Mrz, KnowsTheCodesOfStates) {
    for (const char* code : {"NLD", "D<<", "UTO", "ZWE", "ABW", "RKS", "XXA"})
        EXPECT_TRUE(is_state_code(code)) << code;
    for (const char* code : {"MLD", "NYS", "LDN", "<<<", "N D", "NL", ""})
        EXPECT_FALSE(is_state_code(code)) << code;
}

TEST(Mrz, ReadsTheLineOfALicenceForItsStateOnly) {
    // D1, state, what each state makes of it, check digit over all before.
    const std::string line = "D1NLD5123456789271231JANSEN<<<";
    const std::string whole = line.substr(0, 29) + std::to_string(check_digit(line.substr(0, 29)));
    const auto mrz = parse_mrz({whole});
    ASSERT_TRUE(mrz);
    EXPECT_EQ(mrz->format, MrzFormat::licence);
    EXPECT_TRUE(mrz->valid);
    EXPECT_EQ(value_of(mrz_fields(*mrz), "issuing_state"), "NLD");
    EXPECT_EQ(value_of(mrz_fields(*mrz), "surname"), "(none)");
    std::string wrong = whole;
    wrong[7] = wrong[7] == '1' ? '2' : '1';
    EXPECT_FALSE(parse_mrz({wrong})->valid);
}

TEST(Mrz, TakesTheLineOfAFrenchLicenceApart) {
    const auto fields = mrz_fields(*parse_mrz({"D1FRA13AA000026181231MARTIN<<9"}));
    EXPECT_EQ(value_of(fields, "document_number"), "13AA00002");
    EXPECT_EQ(value_of(fields, "expiry_date"), "2018-12-31");
    EXPECT_EQ(value_of(fields, "surname"), "MARTIN");
    EXPECT_EQ(value_of(fields, "given_names"), "(none)");
    // A surname that fills its eight places may go on.
    std::string line = "D1FRA13AA000026181231MARTINEZ";
    line += std::to_string(check_digit(line));
    EXPECT_EQ(value_of(mrz_fields(*parse_mrz({line})), "document_number"), "13AA00002");
    EXPECT_EQ(value_of(mrz_fields(*parse_mrz({line})), "surname"), "(none)");
    // Without the number's own check digit nothing says that it is one.
    line = "D1FRA13AA000027181231MARTIN<<";
    line += std::to_string(check_digit(line));
    EXPECT_TRUE(parse_mrz({line})->valid);
    EXPECT_EQ(value_of(mrz_fields(*parse_mrz({line})), "document_number"), "(none)");
}

TEST(Mrz, ACodeThatNoStateHasIsNotValidWhateverTheDigitsSay) {
    auto lines = td3;
    lines[0].replace(2, 3, "NYS");  // covered by no check digit
    const auto mrz = parse_mrz(lines);
    ASSERT_TRUE(mrz);
    EXPECT_TRUE(mrz->checks.composite);
    EXPECT_FALSE(mrz->valid);
}

TEST(Mrz, SomeLettersAreDigitsToTheCheckDigits) {
    for (const auto& [one, other] : {std::pair{'S', '8'}, {'G', '6'}, {'L', '1'}, {'U', '0'}, {'A', '<'}})
        EXPECT_TRUE(same_to_check_digits(one, other)) << one << other;
    for (const auto& [one, other] : {std::pair{'B', '8'}, {'O', '0'}, {'I', '1'}, {'Z', '2'}, {'S', '5'}})
        EXPECT_FALSE(same_to_check_digits(one, other)) << one << other;
}
