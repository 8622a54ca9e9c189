#pragma once
// What the rules for fields look at: the segments of a page without the specks beside them; of an identity
// document, whose print stands close, each date and each long label in a segment of its own. Pure.
#include <vector>

#include "imaging/text.h"

namespace imaging {

std::vector<Line> field_segments(const std::vector<Line>& lines, bool identity_document);

}  // namespace imaging
