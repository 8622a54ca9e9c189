#pragma once
// Print read row by row with the quick reader, where Tesseract's layout analysis sees rows.
#include <opencv2/core.hpp>
#include <vector>

#include "imaging/ocr.h"

namespace imaging {

/// `evened`: gray 8 bits, paper white, print dark, capitals 8 to 40 pixels high. Boxes in its pixels.
std::vector<OcrLine> read_rows(TextReader::Engine::Reader& reader, const cv::Mat& evened);

}  // namespace imaging
