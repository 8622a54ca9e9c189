#pragma once
// Straight lines of print on a picture, found by their dense upright edges (morphology, as in van der Geest &
// PassportEye's locator), and cut out of the full picture straightened, at a fixed height. Knows nothing of
// what is printed.
#include <opencv2/core.hpp>
#include <vector>

namespace imaging {

/// From the middle of its first letter to the middle of its last, in pixels; reading direction is start →
/// end.
struct PrintLine {
    cv::Point2f start, end;
    float height = 0;  // of a capital letter, roughly
    float length() const { return float(cv::norm(end - start)); }
    float angle() const { return std::atan2(end.y - start.y, end.x - start.x); }  // radians
    cv::Point2f middle() const { return (start + end) / 2; }
};

/// Lines that run from left to right (within 25° of it). `gray`: 8 bits, dark print on light; its long side
/// about 1,000 pixels.
std::vector<PrintLine> find_print_lines(const cv::Mat& gray);

/// The same for print that runs from top to bottom.
std::vector<PrintLine> find_upright_lines(const cv::Mat& gray);

PrintLine scaled(PrintLine line, double factor);
PrintLine turned_about(PrintLine line);  // read from the other end

/// The line straightened: a gray strip, `capital` pixels from foot to head of a capital, in the middle of
/// `high` rows. `rgb` is the full picture (8 bits, 3 or 1 channels) in whose pixels the line is given.
/// `middle` is where it truly runs there.
struct Strip {
    cv::Mat gray;     // 8 bits; empty when the line leaves the picture or there is no print
    PrintLine where;  // refined, in the pixels of the picture
};
Strip cut_strip(const cv::Mat& rgb, const PrintLine& line, double capital, int high, int most_wide);

}  // namespace imaging
