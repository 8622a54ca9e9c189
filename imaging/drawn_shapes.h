#pragma once
// Shapes that a program drew, wherever they lie: bands, boxes, lines, buttons, drawn faces in one exact
// colour, with edges. A sensor gives no two neighbouring areas the same colour to the last bit; what JPEG
// makes flat is flat in its blocks of 8 × 8 and fades into the next block; light fades too. A shape is
// therefore also seen on a ground that is itself a photograph, where measures over the whole picture see the
// photograph.
#include <opencv2/core.hpp>
#include <vector>

namespace imaging {

struct DrawnShape {
    cv::Rect box;
    int pixels = 0;
};

/// `rgb`: full resolution. Connected pixels of exactly one colour, neither white nor black, most of whose
/// border stands out; not frames, the strips of a shadow or what is bounded by the grid of JPEG's blocks.
/// None in a picture reduced to a palette: there everything is flat.
std::vector<DrawnShape> drawn_shapes(const cv::Mat& rgb);

}  // namespace imaging
