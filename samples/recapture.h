#pragma once
// The ways in which a document, or a picture of one, comes to be pictured again: photographed, copied, shown
// on a screen and photographed from there, sent through an app. Works on made originals and on pictures
// alike.
#include <array>
#include <string>
#include <string_view>

#include "samples/camera.h"
#include "samples/files.h"

namespace samples {

/// `photo`; `small_jpeg` (a photo as messengers send it: 640 … 900 px wide, JPEG 40 … 60); `turned` (its
/// pixels by 90, 180 or 270 degrees); `exif` (turned, and EXIF says so); `mirrored`; `gray` (a copy,
/// scanned), `gray_photo` (that copy photographed); `sepia`, `bluish` (toned copies); `bitonal` (a scan of
/// two tones), `bitonal_photo`; `app_scan` (straightened, whitened, sharpened by a telephone's app);
/// `screen_photo`.
inline constexpr std::array recaptures{"photo",         "small_jpeg", "turned",      "exif",   "mirrored",
                                       "gray",          "gray_photo", "sepia",       "bluish", "bitonal",
                                       "bitonal_photo", "app_scan",   "screen_photo"};

struct Retaken {
    std::string bytes, extension;  // `.jpg`
    double px_per_mm = 0;          // of a photo, in the middle of the subject; 0: a scan, or off a screen
};

/// `frame` is the sensor (landscape). Throws std::invalid_argument for a capture that is none.
Retaken recapture(const Subject& subject, std::string_view capture, cv::Size frame, Date taken,
                  Random& random);

/// A picture as if it were printed and lay there: 210 mm wide when it is as tall as a page, else as a card or
/// data page.
Subject printed(const cv::Mat& bgr);
/// A sensor that sees `subject`'s pixels about one to one, 1.2 to 12 MP.
cv::Size frame_for(const Subject& subject);

/// A black-and-white copier's A4 of it.
Subject photocopied(const Subject& original, Random& random);

}  // namespace samples
