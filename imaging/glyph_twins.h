#pragma once
// Letters that repeat: a renderer sets the same bitmap again and again on one row of pixels; printed, copied
// and scanned letters differ by ink, paper fibres, noise and where the pixel grid happens to fall.
#include <opencv2/core.hpp>
#include <vector>

namespace imaging {

struct GlyphTwins {
    int glyphs = 0;
    double exact = 0;       // share that has a twin, pixel by pixel of the binarised page
    double near = 0;        // share that has one but for a twenty-fifth of its ink
    double base_lines = 0;  // share of neighbours on a line that stand on exactly the same row
    std::vector<cv::Rect> exact_places, near_places;  // those that were counted
};
/// `gray`: full resolution, dark print on light ground.
GlyphTwins count_twins(const cv::Mat& gray);

}  // namespace imaging
