#pragma once
// Print read off a sheet that was laid flat and upright: dark on light and light on dark, in parts.
#include <opencv2/core.hpp>
#include <vector>

#include "imaging/ocr.h"
#include "imaging/page.h"
#include "imaging/text.h"

namespace imaging {

/// A page of text, row by row.
struct PagePrint {
    std::vector<OcrLine> lines;
    bool dark = false;  // much of it is dark and carries light print
};
/// `gray`: the sheet, laid flat and upright; boxes in its pixels.
PagePrint read_page(TextReader::Engine& engine, const cv::Mat& gray);

/// Print scattered over a card, line by line, dark on light and light on dark; `in_pieces`: once more where
/// light letters stand so far apart that they make no line.
std::vector<OcrLine> read_card(TextReader::Engine& engine, const cv::Mat& gray, bool in_pieces = true);

/// A page says so little, or lies so dark, that it may be a card whose rim was not seen: it is worth being
/// read as one, too, and that reading stands when it says more.
bool may_be_card(const PagePrint& page);
bool says_more(const std::vector<OcrLine>& as_card, const PagePrint& page);

/// The lines as the other checks see them: `box` on the full page, `place` on the flat sheet. `back`: pixels
/// of the flat sheet → pixels of the full page.
std::vector<Line> on_page(const std::vector<OcrLine>& read, const cv::Mat& back, const Picture& page,
                          int number);

}  // namespace imaging
