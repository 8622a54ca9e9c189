#pragma once
#include <cstdint>
#include <opencv2/core.hpp>

namespace imaging {

/// Perceptual hash of a page for V8: signs of the 8 × 8 lowest frequencies (without the mean) of its 32 × 32
/// gray copy, against their median (Zauner 2010, pHash). Equal pictures after scaling, JPEG and light share
/// nearly all 64 bits, others about half.
std::uint64_t page_hash(const cv::Mat& gray);

}  // namespace imaging
