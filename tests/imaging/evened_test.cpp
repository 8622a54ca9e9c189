#include "imaging/evened.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "imaging/row_find.h"
#include "paint.h"

using namespace imaging;

namespace {

constexpr double em = 28;

cv::Mat gray_of(const cv::Mat& rgb) {
    cv::Mat gray;
    cv::cvtColor(rgb, gray, cv::COLOR_RGB2GRAY);
    return gray;
}

/// A name in white on its bar, print on paper below it.
cv::Mat letter() {
    cv::Mat page = paint::sheet(900, 500);
    cv::rectangle(page, {0, 40, 900, 90}, {40, 60, 120}, cv::FILLED);
    paint::text(page, 60, 65, "Energie van Utopia", em, "Liberation Sans", {250, 250, 250});
    paint::text(page, 60, 220, "12 September 2026", em);
    return page;
}

}  // namespace

TEST(Evened, LightPrintOnADarkBarIsPrintLikeTheRest) {
    const cv::Mat gray = gray_of(letter());
    const BothWays both = evened_both_ways(gray);
    EXPECT_NEAR(both.turned, 90.0 / 500, 0.05);
    std::vector<PrintRow> long_ones;
    for (const PrintRow& row : find_rows(both.gray))
        if (row.box.width > 150) long_ones.push_back(row);
    ASSERT_EQ(long_ones.size(), 2u);
    EXPECT_NEAR(long_ones[0].capital, long_ones[1].capital, 0.2f * long_ones[1].capital);
    EXPECT_NEAR(long_ones[0].box.x, 62, 8);
    // One way alone it is lost.
    for (const PrintRow& row : find_rows(evened(gray)))
        EXPECT_FALSE(row.box.y < 130 && row.box.width > 200 && row.box.height < 40);
}

TEST(Evened, AShadowOverDarkPrintIsNotTurned) {
    cv::Mat page = paint::sheet(900, 600);
    for (int y = 60; y < 520; y += 70) paint::text(page, 60, y, "Below you will find all payments", em);
    for (int x = 0; x < page.cols; ++x) {
        const double light = x < 400 ? 0.3 : x < 500 ? 0.3 + 0.7 * (x - 400) / 100 : 1;  // of a hand
        page.col(x) = page.col(x) * light;
    }
    const cv::Mat gray = gray_of(paint::taken(page));
    const BothWays both = evened_both_ways(gray);
    EXPECT_EQ(both.turned, 0);
    EXPECT_EQ(cv::norm(both.gray, evened(gray), cv::NORM_INF), 0);
}

TEST(Evened, APictureWithoutPrintIsNotTurned) {
    cv::Mat page = paint::sheet(900, 600);
    cv::rectangle(page, {100, 100, 300, 400}, {70, 60, 50}, cv::FILLED);
    cv::ellipse(page, {250, 300}, {70, 100}, 0, 0, 360, {40, 30, 25}, cv::FILLED);
    EXPECT_EQ(evened_both_ways(gray_of(paint::taken(page))).turned, 0);
}

TEST(Evened, TakesAnySize) {
    for (const cv::Size size : {cv::Size{1, 1}, {3, 200}, {200, 3}, {61, 33}}) {
        const cv::Mat gray(size, CV_8U, cv::Scalar(80));
        EXPECT_EQ(evened_both_ways(gray).gray.size(), size);
    }
}
