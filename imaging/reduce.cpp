#include "imaging/reduce.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace imaging {

cv::Mat halved(const cv::Mat& picture) {
    const cv::Mat even = picture(cv::Rect{0, 0, picture.cols & ~1, picture.rows & ~1});
    cv::Mat half;
    cv::resize(even, half, even.size() / 2, 0, 0, cv::INTER_AREA);
    return half;
}

cv::Mat reduced(const cv::Mat& picture, double factor) {
    if (factor >= 1) return picture;
    const auto side = [&](int length) { return std::max(1, int(std::lround(length * factor))); };
    const cv::Size size{side(picture.cols), side(picture.rows)};
    cv::Mat source = picture;
    // Linear interpolation sees every pixel down to one half, and misses little at a bit less.
    while (size.width < 0.58 * source.cols && std::min(source.cols, source.rows) >= 2) source = halved(source);
    if (source.size() == size) return source;
    cv::Mat small;
    cv::resize(source, small, size, 0, 0, cv::INTER_LINEAR);
    return small;
}

}  // namespace imaging
