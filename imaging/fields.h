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

/// True when they hold, with some certainty, all that is asked of a document of that kind (a proof of
/// address, an extract); never for kinds of which nothing certain is asked, nor for statements: card numbers
/// stand in them.
bool tell_all_wanted(const std::vector<domain::Field>& fields, domain::DocumentKind kind);

}  // namespace imaging
