#pragma once
// Whether a page without a machine-readable zone has print, and which way up it is: by reading a few of its
// lines each way.
#include <opencv2/core.hpp>

#include "imaging/ocr.h"
#include "imaging/print_lines.h"

namespace imaging {

/// Whether there is a line of print, of a few letters at least. `gray`: 8 bits, the page.
bool has_print(const cv::Mat& gray);

/// Clockwise quarter turns (0 … 3) by which the longest lines of the page read best; 0 unless another way is
/// clearly better. About eight lines are read, both ways at once. `search`: of the same page.
int quarters_by_reading(TextReader::Engine& engine, const GrayLevels& page, PrintSearch& search);
/// The same of a picture that has been searched for nothing yet. `gray`: 8 bits.
int quarters_by_reading(TextReader::Engine& engine, const cv::Mat& gray);

}  // namespace imaging
