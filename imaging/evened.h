#pragma once
// The light taken out of a picture, for reading only, never for looking at colour. Pure, thread-safe.
#include <opencv2/core.hpp>

namespace imaging {

/// Uneven light taken out: paper white, print dark. Gray 8 bits, at most 50 pixels from one letter to the
/// next; print that is lighter than what it stands on is lost.
cv::Mat evened(const cv::Mat& gray);

struct BothWays {
    cv::Mat gray;
    double turned = 0;  // share of the picture that carries light print
};

/// The same, and light print on a dark ground (the name of a company on its bar, a card in the picture of a
/// screen) is dark on white, too. A ground is at least 30 pixels high and 60 wide, and much darker than the
/// paper around.
BothWays evened_both_ways(const cv::Mat& gray);

}  // namespace imaging
