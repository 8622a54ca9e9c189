#pragma once
// A photo of a screen that shows the document: its sub-pixels, the moiré they make with those of the camera,
// its glow and bluish white, a reflection of the room.
#include <opencv2/core.hpp>

#include "samples/camera.h"

namespace samples {

/// `frame`: the sensor, landscape.
Shot photograph_screen(const Subject& subject, cv::Size frame, Random& random);

}  // namespace samples
