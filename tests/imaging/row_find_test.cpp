#include "imaging/row_find.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "imaging/evened.h"
#include "paint.h"

using namespace imaging;

namespace {

constexpr double em = 28, capital = em * 0.729;  // pixels

cv::Mat gray_of(const cv::Mat& rgb) {
    cv::Mat gray;
    cv::cvtColor(rgb, gray, cv::COLOR_RGB2GRAY);
    return evened(gray);
}

std::vector<PrintRow> rows_of(const cv::Mat& rgb) {
    return find_rows(gray_of(rgb));
}

cv::Mat turned(const cv::Mat& page, double degrees) {
    cv::Mat made;
    const cv::Point2f middle(float(page.cols) / 2, float(page.rows) / 2);
    cv::warpAffine(page, made, cv::getRotationMatrix2D(middle, degrees, 1), page.size(), cv::INTER_LINEAR,
                   cv::BORDER_REPLICATE);
    return made;
}

}  // namespace

TEST(RowFind, EveryRowHasItsFootAndTheHeightOfItsCapitals) {
    cv::Mat page = paint::sheet(900, 300);
    paint::text(page, 60, 40, "Jürgen Müller, Hauptstraße 12", em);
    paint::text(page, 60, 90, "gypsum grows in quarries", em);
    paint::text(page, 60, 140, "12345 UTOPIA", em);
    const auto rows = rows_of(page);
    ASSERT_EQ(rows.size(), 3u);
    for (const auto& row : rows) {
        EXPECT_NEAR(row.capital, capital, 0.16 * capital);
        EXPECT_NEAR(row.foot_left, row.foot_right, 3);
        EXPECT_NEAR(row.box.x, 60, 6);
    }
    EXPECT_NEAR(rows[1].foot_left - rows[0].foot_left, 50, 3);
    EXPECT_NEAR(rows[2].foot_left - rows[1].foot_left, 50, 3);
}

TEST(RowFind, ColumnsAreNotRunTogetherAndWordsAreNotTornApart) {
    cv::Mat page = paint::sheet(900, 200);
    paint::text(page, 60, 40, "Amount due", em);
    paint::text(page, 500, 48, "EUR 127,50", em);  // half a line lower
    const auto rows = rows_of(page);
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_LT(rows[0].box.br().x, 300);
    EXPECT_NEAR(rows[1].box.x, 500, 6);
}

/// Dust, and pieces of faint letters.
TEST(RowFind, ASpeckPartsNoRow) {
    cv::Mat clean = paint::sheet(500, 120);
    paint::text(clean, 60, 40, "e p e d e b e g e l e p e", 18, "Liberation Serif");
    const auto whole = rows_of(clean);
    ASSERT_EQ(whole.size(), 1u);
    const int foot = int(whole[0].foot_left);
    for (int x = whole[0].box.x; x < whole[0].box.br().x; ++x) {
        cv::Mat page = clean.clone();
        cv::rectangle(page, {x, foot - 7, 2, 4}, {40, 40, 44}, cv::FILLED);
        int widest = 0;
        for (const PrintRow& row : rows_of(page)) widest = std::max(widest, row.box.width);
        EXPECT_GT(widest, whole[0].box.width - 14) << x;
    }
}

TEST(RowFind, RulesAndFramesAreNoRowsAndTieNoneTogether) {
    cv::Mat page = paint::sheet(900, 300);
    for (const int y : {30, 90, 150}) cv::line(page, {40, y}, {860, y}, {0, 0, 0}, 2);
    for (const int x : {40, 430, 860}) cv::line(page, {x, 30}, {x, 150}, {0, 0, 0}, 2);
    paint::text(page, 60, 45, "Rent", em);
    paint::text(page, 450, 45, "812.00", em);
    paint::text(page, 60, 105, "Water", em);
    paint::text(page, 450, 105, "31.20", em);
    EXPECT_EQ(rows_of(page).size(), 4u);
}

TEST(RowFind, GrayPrintBesideBlackIsWhole) {
    cv::Mat page = paint::sheet(900, 200);
    paint::text(page, 60, 30, "BLACK AND BOLD", em);
    cv::Mat faint = page.rowRange(90, 200);
    paint::text(faint, 60, 10, "Printed with the last of the ribbon", em);
    faint = faint * 0.3 + cv::Scalar::all(0.7 * 250);
    const auto rows = rows_of(page);
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_GT(rows[1].box.width, 400);
}

TEST(RowFind, ATiltedRowHasASlopingFoot) {
    cv::Mat page = paint::sheet(1000, 400);
    paint::text(page, 100, 180, "Below you will find all payments into your account", em);
    const auto rows = rows_of(turned(page, -4));  // clockwise: down to the right
    ASSERT_EQ(rows.size(), 1u);
    const double slope = double(rows[0].foot_right - rows[0].foot_left) / rows[0].box.width;
    EXPECT_NEAR(slope, std::tan(4 * CV_PI / 180), 0.01);
    EXPECT_NEAR(rows[0].capital, capital, 0.2 * capital);
}

TEST(RowFind, ALogoBesideAHeadingIsNotOfItsRow) {
    cv::Mat page = paint::sheet(900, 200);
    cv::rectangle(page, {60, 40, 70, 70}, {40, 40, 40}, cv::FILLED);
    paint::text(page, 150, 55, "Bank van Utopia", em);
    const auto rows = rows_of(page);
    const auto heading =
        std::find_if(rows.begin(), rows.end(), [](const PrintRow& row) { return row.box.width > 150; });
    ASSERT_NE(heading, rows.end());
    EXPECT_NEAR(heading->capital, capital, 0.16 * capital);
}

/// A shoulder of the portrait, as high as two letters.
TEST(RowFind, ABodyBesideANumberIsNotOfItsRow) {
    cv::Mat page = paint::sheet(900, 200);
    const std::vector<cv::Point> shoulder{{60, 106}, {90, 76}, {120, 72}, {150, 76}, {162, 106}};
    cv::fillConvexPoly(page, shoulder, {40, 40, 40});
    paint::text(page, 185, 75, "L13475217", em);
    const auto rows = rows_of(page);
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_NEAR(rows[0].box.x, 187, 6);
    EXPECT_NEAR(rows[0].capital, capital, 0.16 * capital);
}

/// Thermal paper after a month: only specks are as black as they were.
TEST(RowFind, WornPrintIsWhole) {
    cv::Mat page = paint::sheet(900, 200);
    paint::text(page, 60, 40, "26 October 2026", em, "Liberation Sans", {172, 172, 172});
    paint::text(page, 60, 100, "Customer number 99528943", em, "Liberation Sans", {172, 172, 172});
    for (int x = 64; x < 420; x += 24)
        for (const int y : {56, 116}) cv::rectangle(page, {x, y, 2, 2}, {40, 40, 40}, cv::FILLED);
    const auto rows = rows_of(page);
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_NEAR(rows[0].box.width, 213, 12);
    EXPECT_NEAR(rows[1].box.width, 345, 20);
    EXPECT_NEAR(rows[0].capital, capital, 0.16 * capital);
}

/// What is sent to tire us: no more rows than can be read in time.
TEST(RowFind, LettersInPiecesMakeNoRowsOfTheirOwn) {
    // Thin strokes faded away: heads and feet of the digits stand apart, and wide gaps follow.
    cv::Mat page = paint::sheet(900, 200);
    paint::text(page, 60, 60, "Rosenstraße 100", em);
    paint::text(page, 60, 110, "74775  Bad furt", em);
    const auto whole = rows_of(page);
    ASSERT_EQ(whole.size(), 2u);
    const int foot = int(whole[1].foot_left);
    for (const int up : {9, 12})
        page(cv::Rect{60 + (up - 9) * 9, foot - up, 48, 2}).setTo(cv::Scalar::all(255));
    const auto rows = rows_of(page);
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_NEAR(rows[1].box.x, whole[1].box.x, 3);
    EXPECT_NEAR(rows[1].box.br().x, whole[1].box.br().x, 3);
    EXPECT_NEAR(rows[1].capital, whole[1].capital, 0.1 * capital);
}

TEST(RowFind, TwoRowsThatRunIntoOneAnotherAreOne) {
    // Pieces of a letter between two words, too low to be chained, belong to both.
    cv::Mat page(120, 400, CV_8U, cv::Scalar(245));
    for (const int x : {60, 84, 108, 156, 180, 204}) cv::rectangle(page, {x, 40, 14, 20}, 0, cv::FILLED);
    const auto apart = find_rows(page);
    ASSERT_EQ(apart.size(), 2u) << "without them they are two";
    for (const int x : {128, 141}) cv::rectangle(page, {x, 53, 7, 7}, 0, cv::FILLED);
    const auto rows = find_rows(page);
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].box, (cv::Rect{60, 40, 158, 20}));
}

TEST(RowFind, NoiseHasNoMoreRowsThanAPage) {
    cv::Mat noise(1800, 1300, CV_8U), dots(1800, 1300, CV_8U, cv::Scalar(245));
    cv::theRNG().state = 7;
    cv::randu(noise, 0, 256);
    EXPECT_LE(find_rows(noise).size(), 500u);
    for (int y = 4; y < dots.rows - 12; y += 14)
        for (int x = 4; x < dots.cols - 12; x += 30) cv::rectangle(dots, {x, y, 6, 8}, 0, cv::FILLED);
    EXPECT_LE(find_rows(dots).size(), 500u);
}

TEST(RowFind, GrainUnderThePrintIsNoRowAndALoneLetterIsOne) {
    cv::Mat page = paint::sheet(900, 500);
    for (int i = 0; i < 6; ++i) paint::text(page, 60, 40 + 60 * i, "Wetherham, 12 Orchard Hill", em);
    paint::text(page, 700, 160, "M", em);
    for (int i = 0; i < 40; ++i) cv::rectangle(page, {20 + 21 * i, 440, 4, 8}, cv::Scalar::all(90), -1);
    for (int i = 0; i < 40; ++i) cv::rectangle(page, {20 + 21 * i, 470, 5, 6}, cv::Scalar::all(90), -1);
    const auto rows = rows_of(page);
    ASSERT_EQ(rows.size(), 7u);
    EXPECT_TRUE(std::any_of(rows.begin(), rows.end(), [](const PrintRow& row) { return row.box.x > 680; }));
}

TEST(RowFind, BarePaperHasNone) {
    EXPECT_TRUE(rows_of(paint::sheet(600, 400)).empty());
    EXPECT_TRUE(find_rows(cv::Mat(9, 3, CV_8U, cv::Scalar(245))).empty());
}
