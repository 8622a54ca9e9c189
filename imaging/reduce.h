#pragma once
// Making pictures smaller, quickly. OpenCV averages over areas of a fractional factor at about 12 ns a pixel, over exact halves at
// under 1: so halves first, then a linear step by what remains.
#include <opencv2/core.hpp>

namespace imaging {

/// Half as wide and half as high, each pixel the mean of four; an odd last row or column is left out.
cv::Mat halved(const cv::Mat& picture);

/// `factor` times as wide and high (rounded, at least 1), no print aliased. A factor of 1 or more gives the picture itself, not a
/// copy.
cv::Mat reduced(const cv::Mat& picture, double factor);

}  // namespace imaging
