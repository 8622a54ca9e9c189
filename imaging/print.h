#pragma once
// Print read off a sheet that was laid flat: dark on light and light on dark, in parts, whichever way up it
// lies.
#include <opencv2/core.hpp>
#include <vector>

#include "imaging/ocr.h"
#include "imaging/page.h"
#include "imaging/text.h"

namespace imaging {

struct Print {
    std::vector<OcrLine> lines;  // boxes in pixels of the flat sheet, or of the sheet turned
    int quarters = 0;            // clockwise turns of the sheet that made it readable
};

/// How much is known of which way up a sheet lies: by a zone on it; nothing; that it lay on its side, so that
/// either way up is as likely.
enum class WayUp { known, likely, open };

/// `card`: print scattered over a card, read line by line, dark on light and light on dark. Read again
/// another way up when it makes no sense, unless that is known.
Print read_print(TextReader::Engine& engine, const Flat& flat, bool card, WayUp way_up);

/// The lines as the other checks see them: `box` on the full page, `place` on the flat sheet. `back`: pixels
/// of the flat sheet → pixels of the full page.
std::vector<Line> on_page(const std::vector<OcrLine>& read, const cv::Mat& back, const Picture& page,
                          int number);

/// `back` for a page that was turned after it was laid flat. `page`: its size before.
cv::Mat back_after_turning(const Flat& flat, int quarters, cv::Size page);

}  // namespace imaging
