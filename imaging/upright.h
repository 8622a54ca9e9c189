#pragma once
// Whether a page without a machine-readable zone has print, and which way up it is: by reading a few of its
// lines each way.
#include <opencv2/core.hpp>

#include "imaging/ocr.h"

namespace imaging {

/// Whether there is a line of print, of a few letters at least. `gray`: as for find_print_lines.
bool has_print(const cv::Mat& gray);

/// Clockwise quarter turns (0 … 3) by which the longest lines of the page read best; 0 unless another way is
/// clearly better. About twelve lines are read, both ways at once. `gray`: 8 bits, the page or the sheet on
/// it.
int quarters_by_reading(TextReader::Engine& engine, const cv::Mat& gray);

}  // namespace imaging
