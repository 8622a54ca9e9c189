#include "imaging/colour.h"

#include <gtest/gtest.h>

#include "paint.h"

using namespace imaging;
using domain::Colour;

namespace {

cv::Mat letter(bool logo) {
    cv::Mat page = paint::sheet(827, 1169);
    if (logo) cv::circle(page, {110, 90}, 24, {30, 70, 180}, cv::FILLED);
    for (int i = 0; i < 24; ++i)
        paint::text(page, 80, 200 + i * 34, "The quick brown fox jumps over the lazy dog and comes home", 19);
    return page;
}

/// As two lamps of two colours light it, one from either side.
cv::Mat between_two_lamps(const cv::Mat& page, cv::Scalar left, cv::Scalar right) {
    cv::Mat out = page.clone();
    for (int x = 0; x < page.cols; ++x) {
        const double share = double(x) / page.cols;
        paint::lit(page.col(x), left * (1 - share) + right * share).copyTo(out.col(x));
    }
    return out;
}

const cv::Scalar warm{1.0, 0.87, 0.66};

}  // namespace

TEST(Colour, V9AGenuineColourScanOfABlackLetterWithASmallBlueLogoIsFull) {
    EXPECT_EQ(judge_colour(paint::taken(letter(true)), 3, 8).colour, Colour::full);
    EXPECT_EQ(judge_colour(paint::taken(paint::lit(letter(true), warm)), 3, 8).colour, Colour::full);
}

TEST(Colour, AMarkOfAFiveThousandthOfThePageIsEnough) {
    cv::Mat page = letter(false);
    cv::circle(page, {110, 90}, 8, {30, 70, 180}, cv::FILLED);
    EXPECT_EQ(judge_colour(paint::taken(page), 3, 8).colour, Colour::full);
    EXPECT_NE(judge_colour(paint::taken(paint::gray(page)), 3, 8).colour, Colour::full);
}

TEST(Colour, ThinGreenPrintOnAPaleCardCountsAndItsCopyUnderTwoLampsDoesNot) {
    cv::Mat card = paint::sheet(1012, 638, {240, 242, 240});
    for (int i = 0; i < 4; ++i)
        paint::text(card, 60, 60 + i * 80, "Place of birth", 22, "DejaVu Sans", {90, 140, 116});
    for (int i = 0; i < 3; ++i) paint::text(card, 60, 400 + i * 70, "I<UTO0123456784<<<<<<<<<<<<<<<", 34);
    const auto verdict = judge_colour(paint::taken(card), 3, 8);
    EXPECT_LT(verdict.measure.at("chroma"), 1);
    EXPECT_EQ(verdict.colour, Colour::full) << verdict.measure.at("coloured_area");
    const cv::Mat lit = between_two_lamps(paint::gray(card), {1.0, 0.93, 0.82}, {0.9, 0.9, 0.92});
    EXPECT_NE(judge_colour(paint::taken(lit), 3, 8).colour, Colour::full);
}

TEST(Colour, V9AGrayCopyIsGrayWhateverTheLamp) {
    const cv::Mat copy = paint::gray(paint::passport("P<UTO", "L89"));
    const auto plain = judge_colour(paint::taken(copy), 3, 8);
    EXPECT_EQ(plain.colour, Colour::gray);
    EXPECT_EQ(plain.finding.reason, domain::Reason::img_greyscale);
    EXPECT_LT(*plain.finding.measure, *plain.finding.threshold);
    const auto lamp = judge_colour(paint::taken(paint::lit(copy, warm)), 3, 8);
    EXPECT_TRUE(lamp.colour == Colour::gray || lamp.colour == Colour::tinted);
    EXPECT_TRUE(lamp.finding.reason.has_value());
}

TEST(Colour, V9APassportInColourIsFullAndClear) {
    const auto verdict = judge_colour(paint::taken(paint::passport("P<UTO", "L89")), 3, 8);
    EXPECT_EQ(verdict.colour, Colour::full);
    EXPECT_EQ(verdict.finding.outcome, domain::Outcome::clear);
}

TEST(Colour, V9SepiaIsTinted) {
    cv::Mat sepia = paint::lit(paint::gray(paint::passport("P<UTO", "L89")), {1.0, 0.82, 0.58});
    const auto verdict = judge_colour(paint::taken(sepia), 3, 8);
    EXPECT_EQ(verdict.colour, Colour::tinted);
    EXPECT_EQ(verdict.finding.reason, domain::Reason::img_tinted);
}

namespace {

/// A pale card: a band of pink and yellow over a greenish zone; none of it strong, and most of it green.
cv::Mat pale_card() {
    cv::Mat page = paint::sheet(1012, 638, {216, 238, 206});
    cv::rectangle(page, cv::Rect{0, 0, 620, 250}, {234, 229, 208}, cv::FILLED);
    cv::rectangle(page, cv::Rect{620, 0, 392, 250}, {238, 238, 200}, cv::FILLED);
    for (int i = 0; i < 3; ++i) paint::text(page, 60, 400 + i * 70, "I<UTO0123456784<<<<<<<<<<<<<<<", 34);
    return page;
}

}  // namespace

TEST(Colour, APaleCardOfTwoTintsIsFullAndItsCopyOnColouredPaperIsNot) {
    const auto verdict = judge_colour(paint::taken(pale_card()), 3, 8);
    EXPECT_LT(verdict.measure.at("chroma"), least_chroma);
    EXPECT_GE(verdict.measure.at("tint"), least_tint);
    EXPECT_EQ(verdict.colour, Colour::full) << verdict.measure.at("spread_of_tints");
    const cv::Mat copy = paint::gray(pale_card());
    EXPECT_EQ(judge_colour(paint::taken(paint::lit(copy, {0.9, 1.0, 0.86})), 3, 8).colour, Colour::tinted);
}

TEST(Colour, ACopyBetweenAWarmLampAndAColdOneIsStillACopy) {
    const cv::Mat lit = between_two_lamps(paint::gray(pale_card()), {1.0, 0.9, 0.72}, {0.9, 0.9, 0.86});
    const auto verdict = judge_colour(paint::taken(lit), 3, 8);
    EXPECT_GE(verdict.measure.at("tint"), least_tint);
    EXPECT_EQ(verdict.colour, Colour::tinted) << verdict.measure.at("spread_of_tints");
}

TEST(Colour, AFaintCardOfTwoTintsIsFullThoughItsCopyWouldNotBeCalledTinted) {
    const cv::Mat faint = pale_card() * 0.45 + cv::Scalar{240, 238, 240} * 0.55;
    const auto verdict = judge_colour(paint::taken(faint), 3, 8);
    EXPECT_LT(verdict.measure.at("chroma"), least_chroma);
    EXPECT_LT(verdict.measure.at("coloured_area"), least_coloured_area);
    EXPECT_LT(verdict.measure.at("tint"), least_tint);
    EXPECT_EQ(verdict.colour, Colour::full) << verdict.measure.at("spread_of_tints");
}

TEST(Colour, V9AFileOfOneBitIsBitonal) {
    cv::Mat page = paint::gray(letter(false)) > 128;
    EXPECT_EQ(judge_colour(page, 1, 1).colour, Colour::bitonal);
}

TEST(Colour, ASliverOfTheTableIsNotTheDocumentsColour) {
    cv::Mat page = paint::gray(letter(false));
    cv::rectangle(page, cv::Rect{0, 0, 80, page.rows}, {150, 90, 40}, cv::FILLED);
    const cv::Rect within{41, 58, page.cols - 82, page.rows - 116};
    const cv::Mat sheet = paint::taken(page), strange = strange_to_sheet(sheet, {150, 90, 40})(within);
    EXPECT_EQ(judge_colour(sheet(within), 3, 8).colour, Colour::full);
    EXPECT_NE(judge_colour(sheet(within), 3, 8, strange).colour, Colour::full);
}

namespace {

Colour colour_of_photo(const cv::Mat& rgb) {
    const Picture page = paint::picture(paint::taken(rgb, 2, 0.6));
    const Copy copy = shrunk(page, 1.6e6);
    const Sheet sheet = find_sheet(copy.rgb);
    EXPECT_TRUE(sheet.found);
    return judge_colour_of(page, copy, sheet, {}).colour;
}

}  // namespace

TEST(Colour, AMarkOfTheTablesColourNearTheEdgeIsTheDocumentsOwn) {
    cv::Mat page = letter(false);  // the mark begins in its margin and ends in what is looked at
    cv::circle(page, {420, 62}, 30, {112, 78, 52}, cv::FILLED);
    EXPECT_EQ(colour_of_photo(paint::on_table(page)), Colour::full);
    EXPECT_NE(colour_of_photo(paint::on_table(paint::gray(page))), Colour::full);
}

TEST(Colour, AFingerThatHoldsACopyIsNotItsColour) {
    for (const cv::Scalar& skin : {cv::Scalar{232, 184, 150}, cv::Scalar{120, 72, 50}}) {
        cv::Mat held = paint::on_table(paint::gray(letter(false)));
        cv::line(held, {0, held.rows / 2}, {held.cols / 4, held.rows / 2 + 10}, skin, 60);
        EXPECT_NE(colour_of_photo(held), Colour::full);
        cv::Mat original = paint::on_table(letter(true));
        cv::line(original, {0, original.rows / 2}, {original.cols / 4, original.rows / 2 + 10}, skin, 60);
        EXPECT_EQ(colour_of_photo(original), Colour::full);
    }
}

TEST(Colour, ALampsReflectionOnACopyIsNotItsColour) {
    cv::Mat page = paint::lit(paint::gray(letter(false)), {0.82, 0.78, 0.62});
    cv::circle(page, {400, 500}, 60, {255, 255, 253}, cv::FILLED);
    EXPECT_NE(judge_colour(paint::taken(page), 3, 8).colour, Colour::full);
}

TEST(Colour, ASmallMarkCountsInTheDarkToo) {
    const auto dark = [](const cv::Mat& page) {
        return paint::taken(paint::lit(page, {0.5, 0.49, 0.47}), 7);
    };
    cv::Mat page = letter(false);
    cv::circle(page, {110, 90}, 24, {48, 54, 84}, cv::FILLED);
    EXPECT_EQ(judge_colour(dark(page), 3, 8).colour, Colour::full);
    EXPECT_NE(judge_colour(dark(paint::gray(page)), 3, 8).colour, Colour::full);
}

namespace {

/// So few pixels of the sensor show the card that its noise comes out in grains of five: on a picture of
/// 640 × 400, where it is darker than `white`.
void add_grains(cv::Mat& card, double strength, int white) {
    cv::Mat3f noise(80, 128, cv::Vec3f::all(0)), grains;
    cv::RNG random(3);
    random.fill(noise, cv::RNG::NORMAL, 0, strength);
    cv::resize(noise, grains, card.size(), 0, 0, cv::INTER_CUBIC);
    cv::Mat light, out;
    cv::inRange(card, cv::Scalar::all(white), cv::Scalar::all(255), light);
    grains.setTo(cv::Scalar::all(0), light);
    card.convertTo(out, CV_32F);
    out += grains;
    out.convertTo(card, CV_8U);
}

}  // namespace

TEST(Colour, NoiseOfASmallCardInTheDarkIsNotAGrayCopysColour) {
    cv::Mat card = paint::sheet(640, 400, {70, 70, 70});
    paint::text(card, 40, 200, "4000 0012 3456 7899", 40, "Liberation Sans", {150, 150, 150});
    add_grains(card, 4.6, 255);
    const auto verdict = judge_colour(card, 3, 8);
    EXPECT_NE(verdict.colour, Colour::full) << verdict.measure.at("coloured_area");
    cv::circle(card, {560, 60}, 24, {90, 30, 40}, cv::FILLED);
    EXPECT_EQ(judge_colour(card, 3, 8).colour, Colour::full);
}

TEST(Colour, BlotchesOfNoiseInTheDarkAreNotAGrayCopysColour) {
    // What a sensor and a JPEG make of paper in the dark: blotches of green and magenta of a few pixels.
    const auto dark = [](cv::Mat page) {
        cv::Mat3f noise(page.size() / 5, cv::Vec3f::all(0)), blotches, out;
        cv::RNG random(7);
        random.fill(noise, cv::RNG::NORMAL, 0, 5);
        cv::resize(noise, blotches, page.size(), 0, 0, cv::INTER_CUBIC);
        page.convertTo(out, CV_32F, 0.45);
        out += blotches;
        out.convertTo(page, CV_8U);
        return page;
    };
    const cv::Mat page = letter(true);
    const auto copy = judge_colour(dark(paint::gray(page)), 3, 8);
    EXPECT_NE(copy.colour, Colour::full) << copy.measure.at("coloured_area");
    EXPECT_EQ(judge_colour(dark(page.clone()), 3, 8).colour, Colour::full);
}

TEST(Colour, NoiseOfABlackCardIsMeasuredOnItsBlackNotOnItsPrint) {
    // Light print fills a fifth of it and has little noise: what dark tones have is no colour.
    cv::Mat card = paint::sheet(640, 400, {34, 34, 34});
    cv::rectangle(card, cv::Rect{40, 40, 200, 120}, {225, 225, 225}, cv::FILLED);
    cv::rectangle(card, cv::Rect{300, 260, 300, 100}, {225, 225, 225}, cv::FILLED);
    add_grains(card, 5, 200);
    const auto verdict = judge_colour(card, 3, 8);
    EXPECT_LT(verdict.measure.at("chroma"), least_chroma);
    EXPECT_NE(verdict.colour, Colour::full) << verdict.measure.at("coloured_area");
    cv::circle(card, {560, 100}, 30, {110, 20, 40}, cv::FILLED);
    EXPECT_EQ(judge_colour(card, 3, 8).colour, Colour::full);
}
