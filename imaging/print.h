#pragma once
// Print read off a sheet that was laid flat: which way it runs, dark on light and light on dark, in parts.
#include <opencv2/core.hpp>
#include <vector>

#include "imaging/ocr.h"
#include "imaging/page.h"
#include "imaging/text.h"

namespace imaging {

/// Quarter turns that make print run from left to right; whether it stands on its head is not asked here.
/// `gray`: as for find_print_lines.
int quarters_by_print(const cv::Mat& gray);

struct Print {
    std::vector<OcrLine> lines;  // boxes in pixels of the flat sheet, or of the sheet turned about
    bool headlong = false;       // the sheet stands on its head
};

/// `card`: print scattered over a card, read dark on light and light on dark. `may_be_headlong`: read again
/// from the other side when it makes no sense.
Print read_print(TextReader::Engine& engine, const Flat& flat, bool card, bool may_be_headlong);

/// The lines as the other checks see them: `box` on the full page, `place` on the flat sheet. `back`: pixels
/// of the flat sheet → pixels of the full page.
std::vector<Line> on_page(const std::vector<OcrLine>& read, const cv::Mat& back, const Picture& page,
                          int number);

/// The same when the page was turned about after it was laid flat.
cv::Mat back_after_turning(const Flat& flat, const Picture& page);

}  // namespace imaging
