#pragma once
// What kind of document it is: by its zone's code first, then by a card number on a card, the numbered fields
// of a driving licence, the labels of a person's data, sums of money, and the words of each kind
// (kind_words.h).
#include <vector>

#include "imaging/text.h"

namespace imaging {

struct KindVerdict {
    domain::DocumentKind kind = domain::DocumentKind::other;
    double confidence = 0;
};

/// `aspect`: long edge over short edge of the sheet (a card of ISO/IEC 7810 ID-1: 1.586), 0 when no sheet was
/// found.
KindVerdict classify(const domain::Mrz* mrz, const std::vector<Line>& lines, bool card_number, double aspect);

bool has_card_shape(double aspect);

}  // namespace imaging
