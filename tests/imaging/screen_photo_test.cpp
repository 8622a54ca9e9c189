#include "imaging/screen_photo.h"

#include <gtest/gtest.h>

#include "paint.h"

using namespace imaging;

namespace {

cv::Mat letter() {
    cv::Mat page = paint::sheet(1100, 900, {236, 240, 250});
    for (int i = 0; i < 16; ++i)
        paint::text(page, 60, 60 + i * 50, "een nota voor de levering van energie en gas", 26);
    return page;
}

/// Stripes of red, green and blue, three camera pixels and a bit to a screen's pixel, a little askew.
cv::Mat shown(const cv::Mat& page) {
    cv::Mat out = page.clone();
    for (int y = 0; y < out.rows; ++y)
        for (int x = 0; x < out.cols; ++x) {
            const double across = (x + 0.06 * y) / 3.3, down = (y - 0.06 * x) / 3.3;
            for (int k = 0; k < 3; ++k) {
                const double stripe = 0.78 + 0.22 * std::cos(2 * CV_PI * (across - k / 3.0)),
                             row = 0.9 + 0.1 * std::cos(2 * CV_PI * down);
                out.at<cv::Vec3b>(y, x)[k] =
                    cv::saturate_cast<std::uint8_t>(page.at<cv::Vec3b>(y, x)[k] * stripe * row);
            }
        }
    return out;
}

}  // namespace

TEST(ScreenPhoto, V9TheGridOfAScreenIsSeenInLightAndColourAllOverThePicture) {
    const ScreenMeasure screen = measure_screen(paint::taken(shown(letter()), 2, 0.5)),
                        paper = measure_screen(paint::taken(letter(), 2, 0.5));
    EXPECT_NEAR(screen.pitch, 3.3, 0.1);
    EXPECT_GT(screen.steady, 0.9);
    EXPECT_GT(screen.colour, paper.colour + 1);
    EXPECT_GT(screen_score(screen), screen_score(paper) + 2);
}

TEST(ScreenPhoto, V9APersonLooksAndNobodyIsAskedForAnotherPicture) {
    std::vector<std::string> evidence;
    const auto finding = judge_screen(measure_screen(paint::taken(shown(letter()), 2, 0.5)), evidence);
    EXPECT_EQ(finding.outcome, domain::Outcome::consider);
    EXPECT_NE(finding.reason, domain::Reason::img_screen_photo);
    ASSERT_EQ(evidence.size(), 1u);
    EXPECT_NE(evidence[0].find("3.3 pixels"), std::string::npos) << evidence[0];
}

TEST(ScreenPhoto, PaperIsNot) {
    std::vector<std::string> evidence;
    const auto finding = judge_screen(measure_screen(paint::taken(letter(), 3)), evidence);
    EXPECT_EQ(finding.outcome, domain::Outcome::clear);
    EXPECT_TRUE(evidence.empty());
}

TEST(ScreenPhoto, ASmallPictureSaysNothing) {
    EXPECT_EQ(measure_screen(paint::sheet(200, 200)).light, 0);
}
