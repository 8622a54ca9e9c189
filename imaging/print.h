#pragma once
// Print read off a sheet that was laid flat and upright: dark on light and light on dark, in parts.
#include <opencv2/core.hpp>
#include <vector>

#include "imaging/ocr.h"
#include "imaging/page.h"
#include "imaging/text.h"

namespace imaging {

/// `gray`: the sheet, laid flat and upright; boxes in its pixels. `card`: print scattered over a card, read
/// line by line, dark on light and light on dark.
std::vector<OcrLine> read_print(TextReader::Engine& engine, const cv::Mat& gray, bool card);

/// The lines as the other checks see them: `box` on the full page, `place` on the flat sheet. `back`: pixels
/// of the flat sheet → pixels of the full page.
std::vector<Line> on_page(const std::vector<OcrLine>& read, const cv::Mat& back, const Picture& page,
                          int number);

}  // namespace imaging
