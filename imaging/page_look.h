#pragma once
// Looking at one page: its sheet, its zone, which way up it lies, its print, and the checks of its pixels.
// The checks and the reading of print go on at the same time, each on threads that are gone when this returns
// (an eye forks from one thread).
#include <cstdint>
#include <optional>
#include <vector>

#include "domain/reading.h"
#include "imaging/colour.h"
#include "imaging/cross_read.h"
#include "imaging/document.h"
#include "imaging/examine.h"
#include "imaging/origin.h"
#include "imaging/page.h"
#include "imaging/screen_grid.h"
#include "imaging/text.h"

namespace imaging {

/// Where the pixels of a page come from. Only the page that stands for its document is asked.
struct PageOrigin {
    OriginMeasure measure;
    OriginPlaces places;
    OriginVerdict verdict;
    std::optional<ScreenMeasure> screen;  // of what seems to be a photograph
};

/// A card that lies beside the document, or was copied onto the same sheet.
struct CardBeside {
    Sheet sheet;  // as PageFindings::sheet
    std::vector<Line> lines;
};

/// What one page said.
struct PageFindings {
    std::optional<domain::Mrz> mrz;
    std::vector<MrzDoubt> doubts;  // about its names
    std::vector<Line> lines;
    Sheet sheet;
    double sheet_scale = 1;  // pixels of what the sheet was found on a full pixel
    double aspect = 0;       // of the sheet, or of the picture when none was found: long side over short side
    std::vector<CardBeside> beside;  // read for what must be painted over; says nothing of the document
    int height = 0;                  // of what `place` of a line stands on
    ColourVerdict colour;
    Quality quality;
    std::optional<PageOrigin> origin;
    std::uint64_t hash = 0;
    Milliseconds ms;  // `checks` and `ocr` overlap
};

/// Page `number` is turned upright, its layer with it. `main`: what stands for the document among the pages
/// before; nullptr: none yet.
PageFindings look_at_page(Document& document, int number, TextReader::Engine& engine,
                          const PageFindings* main);

/// Which of two pages stands for a document: the one with a zone, a valid one first; else the more colourful
/// one, else the earlier.
bool stands_before(const PageFindings& later, const PageFindings* earlier);

/// For a page that came to stand for its document only later.
PageOrigin origin_of(const Document& document, int number, const PageFindings& found);

}  // namespace imaging
