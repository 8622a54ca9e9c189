#pragma once
// Values beside their printed labels (English, Dutch, German, French), address blocks by the shape of a
// postal code, dates of issue, company names by their legal form. Pure functions over lines of text.
#include <vector>

#include "imaging/text.h"

namespace imaging {

/// Everything that the lines of one document say, for a document of that kind, most confident first for each
/// name. `page_height`: of the first page, in the pixels of `place` (what stands in the window of an
/// envelope stands in its upper half).
std::vector<domain::Field> read_fields(const std::vector<Line>& lines, domain::DocumentKind kind,
                                       int page_height);

}  // namespace imaging
