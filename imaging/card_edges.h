#pragma once
// A card or a booklet's page by its four straight edges, on ground of any pattern (a cloth, a keyboard, two
// tables): where what lies around it has no one colour, `find_sheet` has nothing to tell it from.
// Method: line segments (von Gioi et al., LSD: a line segment detector, IPOL 2012), gathered into lines; of
// the quadrilaterals they make, the largest whose sides are seen along their length, end at its corners and
// part two colours.
#include <array>
#include <opencv2/core.hpp>
#include <optional>

namespace imaging {

/// `rgb`: the picture shrunk, its grain smoothed; 480 pixels or so. Long side over short side 1.33 to 1.72
/// (ID-1, ID-2 and ID-3 of ISO/IEC 7810, tilted by a hand's width). Corners in order around it, from any,
/// either way. None when more of the same lies beside it: a portrait on its page, one of two sheets.
std::optional<std::array<cv::Point2f, 4>> card_by_edges(const cv::Mat& rgb);

}  // namespace imaging
