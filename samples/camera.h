#pragma once
// A telephone's camera over a table: pose, lens, lamp, white balance, sensor. Hides the optics; the picture
// comes out as the sensor read it, with the orientation that the EXIF header must tell.
#include <opencv2/core.hpp>

#include "samples/canvas.h"
#include "samples/grain.h"

namespace samples {

struct Exposure {
    double seconds = 0.01, aperture = 1.8, focal_length = 5.4;
    int iso = 64;
};
struct Shot {
    cv::Mat picture{};    // BGR, landscape
    int orientation = 1;  // EXIF: 1 upright, 6 turn right to see it upright
    Exposure exposure{};
    double px_per_mm = 0;  // in the middle of the subject; 0: off a screen
};

/// One original that lies on the table.
struct Subject {
    cv::Mat picture{};  // BGRA, premultiplied
    double px_per_mm = 1;
    Area focus{};             // mm, what the frame is filled with
    double thickness = 0.12;  // mm; how far its shadow reaches
    double waviness = 0;      // mm
    double gloss = 0;         // 0 … 1
};

/// `frame` is the sensor, landscape (4032 × 3024). A tall subject is taken with the telephone upright
/// (orientation 6).
Shot photograph(const Subject& subject, cv::Size frame, Table table, Random& random);

}  // namespace samples
