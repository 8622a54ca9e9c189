#pragma once
// Pictures of screens: a telephone's or a desktop browser's, with a document on it.
#include <opencv2/core.hpp>
#include <string>

#include "samples/random.h"

namespace samples {

struct Viewing {
    std::string title, address;  // of the tab, without scheme
    std::string clock = "10:24";
};

/// 1170 × 2532, a viewer of documents; `document` is BGR.
cv::Mat phone_screenshot(const cv::Mat& document, const Viewing& viewing, Random& random);
/// 1920 × 1080, a browser's window.
cv::Mat desktop_screenshot(const cv::Mat& document, const Viewing& viewing);

}  // namespace samples
