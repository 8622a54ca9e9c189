#include "imaging/evened.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "imaging/areas.h"
#include "imaging/reduce.h"

namespace imaging {
namespace {

constexpr int shrink = 4;        // of what grounds are looked for on
constexpr int print_window = 9;  // pixels of half of that: print covers less than half of it
constexpr double much_darker = 0.62;
constexpr int least_high = 8, least_wide = 15;  // pixels of that
constexpr double clearly = 24;                  // levels from the ground: print
constexpr double much_lighter = 1.5;
constexpr double more = 2;     // times as much light print as dark print
constexpr double some = 0.01;  // of a ground is print
constexpr int around = 64;     // pixels that the light is told by

std::uint8_t level_at(double share, std::vector<std::uint8_t> levels) {
    const auto at = levels.begin() + std::ptrdiff_t(share * double(levels.size() - 1));
    std::nth_element(levels.begin(), at, levels.end());
    return *at;
}

/// `own`: its pixels. The ground is told from them alone: the paper beside a bar is nearer than its middle.
bool carries_light_print(const cv::Mat& gray, const cv::Mat& own) {
    std::vector<std::uint8_t> levels;
    for (int y = 0; y < gray.rows; ++y)
        for (int x = 0; x < gray.cols; ++x)
            if (own.at<std::uint8_t>(y, x)) levels.push_back(gray.at<std::uint8_t>(y, x));
    cv::Mat alone(gray.size(), CV_8U, cv::Scalar(level_at(0.5, levels))), ground, limit, lighter, darker,
        inside;
    gray.copyTo(alone, own);
    cv::medianBlur(alone, ground, 2 * print_window - 1);
    cv::erode(own, inside, cv::Mat());             // its rim is half paper
    ground.convertTo(limit, CV_8U, much_lighter);  // a lamp's edge is no print
    cv::compare(gray, cv::max(limit, ground + clearly), lighter, cv::CMP_GT);
    cv::subtract(ground, gray, darker);
    const int light_print = cv::countNonZero(lighter & inside),
              dark_print = cv::countNonZero((darker > clearly) & inside);
    return light_print > more * dark_print && light_print > some * double(levels.size());
}

/// Grounds that are darker than paper and carry light print: CV_8U on the small copy, 255.
cv::Mat dark_grounds(const cv::Mat& small) {
    cv::Mat ground, labels, turned(small.size(), CV_8U, cv::Scalar(0));
    cv::resize(small, ground, {}, 0.5, 0.5, cv::INTER_AREA);
    cv::medianBlur(ground, ground, print_window);
    const double bright = level_at(0.9, {ground.begin<std::uint8_t>(), ground.end<std::uint8_t>()});
    cv::resize(ground, ground, small.size(), 0, 0, cv::INTER_LINEAR);
    const std::vector<Area> areas = areas_of(ground < much_darker * bright, labels);
    for (std::size_t i = 0; i < areas.size(); ++i) {
        const cv::Rect& box = areas[i].box;
        if (box.height < least_high || box.width < least_wide) continue;
        const cv::Mat own = labels(box) == int(i);
        if (carries_light_print(small(box), own)) turned(box).setTo(255, own);
    }
    return turned;
}

/// A quarter as wide and high; at least a pixel.
cv::Mat quartered(const cv::Mat& gray) {
    if (std::min(gray.cols, gray.rows) >= shrink) return halved(halved(gray));
    cv::Mat small;
    cv::resize(gray, small, {std::max(1, gray.cols / shrink), std::max(1, gray.rows / shrink)});
    return small;
}

/// `small`: it quartered.
cv::Mat evened(const cv::Mat& gray, const cv::Mat& small) {
    // Paper: the bright level around; print: what is darker than that.
    cv::Mat paper, flat;
    cv::morphologyEx(small, paper, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {13, 13}));
    cv::blur(paper, paper, {15, 15});
    cv::resize(paper, paper, gray.size(), 0, 0, cv::INTER_LINEAR);
    cv::divide(gray, paper, flat, 245);
    return flat;
}

}  // namespace

cv::Mat evened(const cv::Mat& gray) {
    return evened(gray, quartered(gray));
}

BothWays evened_both_ways(const cv::Mat& gray) {
    const cv::Mat small = quartered(gray);
    BothWays flat{evened(gray, small)};
    if (small.cols < least_wide || small.rows < least_high) return flat;
    const cv::Mat grounds = dark_grounds(small);
    cv::Rect box = cv::boundingRect(grounds);
    if (box.empty()) return flat;
    flat.turned = double(cv::countNonZero(grounds)) / double(grounds.total());
    box = cv::Rect{box.x * shrink - around, box.y * shrink - around, box.width * shrink + 2 * around,
                   box.height * shrink + 2 * around} &
          cv::Rect{{}, gray.size()};
    cv::Mat mask, inverted;
    cv::resize(grounds, mask, gray.size(), 0, 0, cv::INTER_NEAREST);
    cv::bitwise_not(gray(box), inverted);
    evened(inverted).copyTo(flat.gray(box), mask(box));
    return flat;
}

}  // namespace imaging
