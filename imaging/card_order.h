#pragma once
// What stands where on a card: documents of identity keep an order, and it still speaks when the small labels
// were lost in the pattern under them. A person is born, then the document is issued, then it expires; a
// driving licence has surname, given names and birth one below the other, and its number under the dates
// (Directive 2006/126/EC annex I, fields 1 to 5).
#include <vector>

#include "imaging/text.h"

namespace imaging {

/// `DOB`, `EYES BLU`: what the AAMVA standard prints before values is no value.
bool is_short_label(std::string_view text);

/// Birth, issue and expiry, when exactly three different dates are printed that can be that: issued within a
/// lifetime, valid for one to twenty years. Of two, birth alone, when they lie further apart than anything is
/// valid: on a licence the birth stands above the others, so twenty years are enough. Else nothing.
std::vector<domain::Field> dates_by_order(const std::vector<Line>& segments, bool month_first,
                                          bool licence = false);

/// Surname, given names and number of a card by their places round the date of birth: names above it, the
/// number beneath the last date of its column. Confidence at most 0.6.
std::vector<domain::Field> values_by_order(const std::vector<Line>& segments, bool month_first);

}  // namespace imaging
