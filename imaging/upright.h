#pragma once
// Whether a page without a machine-readable zone has print, and which way up it is: by how its lines of print
// lie, and, where that leaves doubt, by reading a few of them each way.
#include <opencv2/core.hpp>

#include "imaging/ocr.h"

namespace imaging {

/// Whether there is a line of print, of a few letters at least. `gray`: as for find_print_lines.
bool has_print(const cv::Mat& gray);

/// Clockwise quarter turns (0 or 3) that make print run from left to right; whether it stands on its head is
/// not asked here. `gray`: as for find_print_lines.
int quarters_by_print(const cv::Mat& gray);

/// Clockwise quarter turns (0 … 3) by which the longest lines of the page read best; 0 unless another way is
/// clearly better. About twelve lines are read. `gray`: 8 bits, dark print on light.
int quarters_by_reading(TextReader::Engine& engine, const cv::Mat& gray);

}  // namespace imaging
