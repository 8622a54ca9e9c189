#pragma once
// Print on a card read line by line: found by its edges, cut out straightened, its pattern bleached. A layout
// analysis that looks for letters on the whole card gets lost in guilloches and ghost portraits; here it has
// nothing left to do. Each is read by the quick reader, and by Tesseract where that may be wrong.
#include "imaging/ocr.h"

namespace imaging {

struct StripReading {
    std::vector<OcrLine> lines;  // boxes in pixels of the card
    bool light = false;          // most of the print is light on dark
};

/// `gray`: the card laid flat and upright.
StripReading read_strips(TextReader::Engine& engine, const cv::Mat& gray);

}  // namespace imaging
