#pragma once
// Rows of print read: each by the quick reader, and those that are asked for by Tesseract, too. On both
// threads.
#include <vector>

#include "imaging/ocr.h"
#include "imaging/print_lines.h"
#include "imaging/row_find.h"

namespace imaging {

/// Boxes in pixels of the page, as high as a capital and a little below.
struct ReadRow {
    PrintRow where;
    OcrLine line;
};

/// `page`: gray 8 bits, dark print on light. Without the rows where nothing was read, or next to nothing.
std::vector<ReadRow> read_rows(TextReader::Engine& engine, const GrayLevels& page,
                               const std::vector<PrintRow>& rows);

/// Of those at `which` the words that are less than `sure` once more by Tesseract; the surer reading stands.
void read_again(TextReader::Engine& engine, const GrayLevels& page, std::vector<ReadRow>& rows,
                const std::vector<std::size_t>& which, double sure);

}  // namespace imaging
