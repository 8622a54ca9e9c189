#include "imaging/page.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "paint.h"

using namespace imaging;

namespace {

/// Squares of two colours, askew as a cloth lies.
cv::Mat chequered(int wide, int high) {
    cv::Mat cloth(high, wide, CV_8UC3);
    for (int y = 0; y < high; ++y)
        for (int x = 0; x < wide; ++x) {
            const int across = (x * 9 + y * 2 + 8000) / (wide * 2),
                      down = (y * 9 - x * 2 + 8000) / (wide * 2);
            cloth.at<cv::Vec3b>(y, x) =
                (across + down) % 2 ? cv::Vec3b{150, 128, 110} : cv::Vec3b{52, 50, 56};
        }
    return cloth;
}

cv::Mat card() {
    return paint::passport("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
                           "L898902C36UTO7408122F1204159ZE184226B<<<<<10", 700);
}

/// Laid on the cloth, its middle at that part of it, turned by degrees.
void lay(cv::Mat& cloth, const cv::Mat& page, cv::Point2d middle, double degrees) {
    cv::Mat turn = cv::getRotationMatrix2D({float(page.cols) / 2, float(page.rows) / 2}, degrees, 1);
    turn.at<double>(0, 2) += middle.x * cloth.cols - page.cols / 2.0;
    turn.at<double>(1, 2) += middle.y * cloth.rows - page.rows / 2.0;
    cv::warpAffine(page, cloth, turn, cloth.size(), cv::INTER_LINEAR, cv::BORDER_TRANSPARENT);
}

Sheet found_on(const cv::Mat& rgb) {
    return find_sheet(shrunk(paint::picture(paint::taken(rgb)), 1.6e6).rgb);
}

/// The farthest that a corner lies from where it should.
double most_off(const Sheet& sheet, const std::vector<cv::Point2f>& corners) {
    double most = 0;
    for (const auto& corner : sheet.corners) {
        double nearest = 1e9;
        for (const auto& wanted : corners) nearest = std::min(nearest, cv::norm(corner - wanted));
        most = std::max(most, nearest);
    }
    return most;
}

}  // namespace

TEST(Sheet, ACardOnAChequeredClothIsFoundByItsEdges) {
    for (const double degrees : {0.0, 5.0, -8.0, 90.0}) {
        cv::Mat cloth = chequered(1100, 1100);
        const cv::Mat page = card();
        lay(cloth, page, {0.5, 0.5}, degrees);
        const Sheet sheet = found_on(cloth);
        ASSERT_TRUE(sheet.found) << degrees;
        const cv::RotatedRect where({550, 550}, {float(page.cols), float(page.rows)}, float(-degrees));
        std::vector<cv::Point2f> corners(4);
        where.points(corners.data());
        EXPECT_LT(most_off(sheet, corners), 12) << degrees;
    }
}

TEST(Sheet, OneOfTwoAlikeIsNotTheDocument) {
    cv::Mat cloth = chequered(1100, 1600);
    lay(cloth, card(), {0.5, 0.25}, 3);
    lay(cloth, card(), {0.5, 0.75}, -2);
    EXPECT_FALSE(found_on(cloth).found);
}

TEST(Sheet, ACardThatFillsThePictureHasNoRimAndItsPortraitIsNone) {
    EXPECT_FALSE(found_on(card()).found);
}

TEST(Sheet, ACornerOfThePictureIsNoDocument) {
    cv::Mat page = paint::sheet(1200, 756, {40, 120, 70});
    cv::rectangle(page, cv::Rect{660, 0, 540, 380}, {90, 190, 110}, cv::FILLED);
    paint::text(page, 120, 460, "4000 0009 8332 7604", 60, "OCR B", {250, 250, 250});
    EXPECT_FALSE(found_on(page).found);
}
