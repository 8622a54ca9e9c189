#include "imaging/line_pixels.h"

#include <algorithm>
#include <array>

namespace imaging {

cv::Mat line_pixels(const cv::Mat& strip, int wide) {
    std::array<int, 256> histogram{};
    for (int y = 0; y < strip.rows; ++y)
        for (int x = 0; x < strip.cols; ++x) ++histogram[strip.at<std::uint8_t>(y, x)];
    const auto percentile = [&](double share) {
        const double wanted = share * double(strip.total());
        double sum = 0;
        int level = 0;
        while (level < 255 && (sum += histogram[std::size_t(level)]) <= wanted) ++level;
        return level;
    };
    const double low = percentile(0.02), high = percentile(0.85);
    cv::Mat line(strip.rows, wide, CV_32F, cv::Scalar(0.5));
    cv::Mat part = line.colRange(0, std::min(strip.cols, wide));
    strip.colRange(0, part.cols)
        .convertTo(part, CV_32F, 1 / std::max(high - low, 12.0), -low / std::max(high - low, 12.0));
    cv::max(part, -0.25, part);
    cv::min(part, 1.25, part);
    part -= 0.5;
    return line;
}

}  // namespace imaging
