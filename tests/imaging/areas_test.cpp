#include "imaging/areas.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

using namespace imaging;

namespace {

/// Blots and strokes, some at the rim.
cv::Mat some_mask(int seed) {
    cv::RNG random{std::uint64_t(seed)};
    cv::Mat mask(180, 240, CV_8U, cv::Scalar(0));
    for (int i = 0; i < 40; ++i) {
        const cv::Point at{random.uniform(0, mask.cols), random.uniform(0, mask.rows)};
        const cv::Size size{random.uniform(1, 70), random.uniform(1, 70)};
        const bool upright = i % 2;
        cv::rectangle(mask, {at, upright ? cv::Size{2, size.height} : cv::Size{size.width, 2}}, 255,
                      cv::FILLED);
        cv::circle(mask, {random.uniform(0, mask.cols), random.uniform(0, mask.rows)}, 3, 255, cv::FILLED);
    }
    return mask;
}

/// Runs that go on beyond the rim are as long as they are seen. Of odd lines: OpenCV shifts what even ones
/// leave.
cv::Mat opened(const cv::Mat& mask, cv::Size line) {
    cv::Mat framed, result;
    cv::copyMakeBorder(mask, framed, 80, 80, 80, 80, cv::BORDER_CONSTANT, cv::Scalar(0));
    cv::morphologyEx(framed, result, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_RECT, line));
    return result(cv::Rect{80, 80, mask.cols, mask.rows});
}

}  // namespace

TEST(Areas, AreThoseOfOpenCv) {
    const cv::Mat mask = some_mask(5);
    cv::Mat labels, stats, centres;
    const int n = cv::connectedComponentsWithStats(mask, labels, stats, centres, 8, CV_32S);
    const auto areas = areas_of(mask, labels);
    ASSERT_EQ(int(areas.size()), n);
    ASSERT_GT(n, 10);
    EXPECT_TRUE(areas[0].box.empty());
    for (int i = 1; i < n; ++i) {
        const auto& [box, pixels] = areas[std::size_t(i)];
        EXPECT_EQ(pixels, stats.at<int>(i, cv::CC_STAT_AREA));
        EXPECT_EQ(box, (cv::Rect{stats.at<int>(i, cv::CC_STAT_LEFT), stats.at<int>(i, cv::CC_STAT_TOP),
                                 stats.at<int>(i, cv::CC_STAT_WIDTH), stats.at<int>(i, cv::CC_STAT_HEIGHT)}));
        EXPECT_EQ(cv::countNonZero(labels == i), pixels);
    }
}

TEST(Areas, AsRunsAreThoseOfOpenCv) {
    for (const int seed : {1, 2, 3, 4}) {
        cv::Mat mask = some_mask(seed), labels;
        // Corners that only just touch.
        for (int i = 0; i < 60; ++i) mask.at<std::uint8_t>(100 + i, 20 + i) = 255;
        for (int i = 0; i < 60; ++i) mask.at<std::uint8_t>(100 + i, 90 - i) = 255;
        const int n = cv::connectedComponents(mask, labels, 8, CV_32S);
        const auto areas = runs_of_areas(mask);
        ASSERT_EQ(int(areas.size()), n - 1);
        ASSERT_GT(n, 4);
        cv::Mat drawn(mask.size(), CV_32S, cv::Scalar(0));
        for (const auto& runs : areas) {
            const int label = labels.at<int>(runs[0].y, runs[0].left);
            for (std::size_t i = 0; i < runs.size(); ++i) {
                const auto& [y, left, right] = runs[i];
                drawn(cv::Rect{left, y, runs[i].length(), 1}).setTo(label);
                const bool in_order = i == 0 || runs[i - 1].y < y || runs[i - 1].right + 1 < left;
                EXPECT_TRUE(left <= right && in_order) << y << ": " << left << " … " << right;
            }
        }
        EXPECT_EQ(cv::norm(drawn, labels, cv::NORM_INF), 0);
    }
}

TEST(Areas, LongRunsAreWhatAnOpeningByALineLeaves) {
    for (const int seed : {1, 2, 3})
        for (const int longest : {1, 3, 25, 61}) {
            const cv::Mat mask = some_mask(seed);
            EXPECT_EQ(cv::norm(upright_runs(mask, longest), opened(mask, {1, longest}), cv::NORM_INF), 0);
            EXPECT_EQ(cv::norm(level_runs(mask, longest), opened(mask, {longest, 1}), cv::NORM_INF), 0);
        }
}

TEST(Areas, NothingIsFoundInNothing) {
    cv::Mat labels;
    EXPECT_EQ(areas_of(cv::Mat(20, 30, CV_8U, cv::Scalar(0)), labels).size(), 1u);
    EXPECT_TRUE(runs_of_areas(cv::Mat(20, 30, CV_8U, cv::Scalar(0))).empty());
    EXPECT_TRUE(runs_of_areas(cv::Mat()).empty());
    EXPECT_EQ(cv::countNonZero(upright_runs(cv::Mat(20, 30, CV_8U, cv::Scalar(255)), 21)), 0);
    EXPECT_EQ(cv::countNonZero(level_runs(cv::Mat(20, 30, CV_8U, cv::Scalar(255)), 30)), 600);
}
