#pragma once
// A page as OpenCV sees it, the sheet or card that lies on it, and turning the whole upright.
#include <array>
#include <opencv2/core.hpp>
#include <optional>
#include <vector>

#include "domain/reading.h"
#include "imaging/document.h"

namespace imaging {

/// The picture's own pixels as a matrix; lives as long as the picture.
cv::Mat as_matrix(Picture& picture);
cv::Mat as_matrix(const Picture& picture);

/// A copy shrunk by area to at most `pixels`, never enlarged; `scale` = its pixels a full pixel.
struct Copy {
    cv::Mat rgb, gray;
    double scale = 1;
};
Copy shrunk(const Picture& picture, double pixels);
void turn(Copy& copy, int quarters);

/// Clockwise quarter turns, in place (a copy of one page at most).
void turn(Picture& picture, int quarters);
/// OpenCV's name for 1 … 3 of them.
int rotation_of(int quarters);
domain::Box turned(domain::Box box, int quarters, int width, int height);  // of the page before turning

/// The document on the picture: its corners clockwise from the upper left, in pixels of the copy looked at.
struct Sheet {
    std::array<cv::Point2f, 4> corners;
    bool found = false;      // false: the corners are the picture's own
    double share = 1;        // of the picture
    double cut_off = 0;      // 0…1, share of the edge that runs along the picture's rim (only when found)
    double perspective = 0;  // 0…1, how far opposite edges differ
    double long_edge() const;
    double aspect() const;  // long edge over short edge
};
Sheet find_sheet(const cv::Mat& rgb);
/// What else lies, or was copied, on the ground of the one that is known, if any; the clearest first.
std::vector<Sheet> find_others(const cv::Mat& rgb, const std::optional<Sheet>& known, std::size_t most);

/// Full resolution, the middle of the sheet, at most 1400 × 1100: a view of the page's own pixels, as scaling
/// makes and unmakes noise. `scale`: pixels of the copy the sheet was found on a full pixel.
cv::Mat middle_of(const Picture& page, const Sheet& sheet, double scale);

/// How large a sheet is wanted, in pixels: a larger one is reduced to `most`; a smaller one is enlarged to
/// `least`, but no more than 1.6 times.
struct FlatSize {
    double most, least = most;
};

/// The sheet seen from above, with the way back.
struct Flat {
    cv::Mat rgb, gray;
    cv::Mat back;  // 3 × 3: pixels of `rgb` → pixels of the full page
};
/// `source`: the page in RGB or gray (then `rgb` stays empty), `source_scale` of its pixels a full pixel. The
/// sheet is in pixels of a copy of `sheet_scale`.
Flat flattened(const cv::Mat& source, double source_scale, const Sheet& sheet, double sheet_scale,
               const FlatSize& size);
/// Pixels of the flat sheet a full pixel, for a choice of source.
double flat_scale(const Sheet& sheet, double sheet_scale, const FlatSize& size);
domain::Box box_on_page(const cv::Rect& box, const cv::Mat& back, const Picture& page);

}  // namespace imaging
