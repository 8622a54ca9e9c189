#include "imaging/hash.h"

#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>

namespace imaging {

std::uint64_t page_hash(const cv::Mat& gray) {
    cv::Mat small, waves;
    cv::resize(gray, small, {32, 32}, 0, 0, cv::INTER_AREA);
    small.convertTo(small, CV_32F);
    cv::dct(small, waves);
    std::array<float, 64> low;
    for (std::size_t i = 0; i < 64; ++i) low[i] = waves.at<float>(1 + int(i / 8), 1 + int(i % 8));
    auto sorted = low;
    std::nth_element(sorted.begin(), sorted.begin() + 32, sorted.end());
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < 64; ++i) hash |= std::uint64_t(low[i] > sorted[32]) << i;
    return hash;
}

}  // namespace imaging
