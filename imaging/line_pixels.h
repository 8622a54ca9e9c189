#pragma once
// What both line readers see of a strip: its pixels made comparable, whatever the light and the ink.
#include <opencv2/core.hpp>

namespace imaging {

/// Ink and paper stretched to −0.5 … 0.5 by the 2nd and 85th percentile of `strip` (8 bits), at most 0.25
/// beyond, as in training (imaging/model). As many rows as the strip; `wide` columns, those that it does not
/// fill are paper. CV_32F.
cv::Mat line_pixels(const cv::Mat& strip, int wide);

}  // namespace imaging
