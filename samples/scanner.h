#pragma once
// A flat-bed scanner, A4: lid, skew, dust, tint, the soft light of its lamp.
#include <opencv2/core.hpp>

#include "samples/camera.h"

namespace samples {

enum class ScanMode { colour, gray, sepia };

/// BGR, or one channel when gray.
cv::Mat scan(const Subject& subject, double dpi, ScanMode mode, Random& random);

}  // namespace samples
