#pragma once
// What a telephone's scanner app makes of a photo: straightened to its rim, its light evened out, whitened,
// more contrast, sharpened. All its colours stay.
#include <opencv2/core.hpp>

#include "samples/camera.h"

namespace samples {

/// BGR, 1500 to 2300 px on the long side.
cv::Mat app_scan(const Subject& subject, Random& random);

}  // namespace samples
