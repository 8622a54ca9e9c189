#pragma once
// Rows of print on a page that lies flat and is evened: its dark spots of the size of letters, chained from
// left to right (connected components, as in O'Gorman's docstrum, 1993). Knows nothing of what is printed.
#include <opencv2/core.hpp>
#include <vector>

namespace imaging {

/// What stands side by side without a gap of a column. `box` holds the letters, those that reach above and
/// below included; the feet of its capitals lie on a line from `foot_left` to `foot_right` (y at its two
/// ends), `capital` pixels below their heads.
struct PrintRow {
    cv::Rect box;
    float foot_left = 0, foot_right = 0;
    float capital = 0;  // of small letters alone, none of which hangs, that of those
};

/// `evened`: gray 8 bits, paper white, print dark, capitals 6 to 100 pixels high, rows within 13° of level.
/// From top to bottom; at most 500, the widest; none when there are more spots than any page has letters.
std::vector<PrintRow> find_rows(const cv::Mat& evened);

}  // namespace imaging
