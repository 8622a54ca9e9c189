#include "imaging/print_lines.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "paint.h"

using namespace imaging;

namespace {

/// Two lines of a zone, 1,000 pixels wide altogether, as the search sees them.
cv::Mat two_lines() {
    cv::Mat page = paint::sheet(1000, 400);
    paint::text(page, 90, 150, "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", 19, "OCR B");
    paint::text(page, 90, 182, "L898902C36UTO7408122F1204159ZE184226B<<<<<10", 19, "OCR B");
    return page;
}

std::vector<PrintLine> long_lines_of(const cv::Mat& page) {
    cv::Mat gray;
    cv::cvtColor(page, gray, cv::COLOR_RGB2GRAY);
    auto lines = find_print_lines(gray);
    std::erase_if(lines, [](const PrintLine& line) { return line.length() < 500; });
    return lines;
}

void expect_both(const std::vector<PrintLine>& lines) {
    ASSERT_EQ(lines.size(), 2u);
    const float apart = std::abs(lines[0].middle().y - lines[1].middle().y);
    EXPECT_NEAR(apart, 32, 5);
    for (const auto& line : lines) {
        EXPECT_LT(line.height, 26);
        EXPECT_LT(std::abs(line.angle()), 0.02);
    }
}

}  // namespace

TEST(PrintLines, FindsTwoLinesOneAboveTheOther) {
    expect_both(long_lines_of(two_lines()));
}

TEST(PrintLines, PartsLinesThatAFrameTiesTogether) {
    cv::Mat page = two_lines();
    const auto apart = long_lines_of(page);
    ASSERT_EQ(apart.size(), 2u);
    const int left = int(apart[0].start.x) - 12, right = int(apart[0].end.x) + 12;
    for (const int x : {left, left + 2, right - 2, right})
        cv::line(page, {x, 154}, {x, 206}, {60, 30, 30}, 1);
    expect_both(long_lines_of(page));
}
