#pragma once
// The names in a machine readable zone carry no check digit, and those of its numbers take some letters for
// digits (ICAO 9303-3 section 4.9): where its reader was of two minds, the printed zone above says who is
// right. Pure: text in, text out.
#include <set>
#include <string>
#include <vector>

#include "domain/reading.h"
#include "imaging/text.h"

namespace imaging {

/// A character that no check digit settles and that the reader was not sure of.
struct MrzDoubt {
    std::size_t line = 0, position = 0;
    std::string others;  // nearly as likely, likeliest first
};

/// Every word of the print in each form it may take in a zone (ICAO 9303-3 section 6).
std::set<std::string> words_of(const std::vector<Line>& printed);

/// Confirms the doubtful names and numbers by words that are printed elsewhere; changes a character, and
/// marks the zone `corrected`, when exactly one of the reader's own alternatives makes words that are
/// printed; what neither confirms nor mends is no longer `valid`, since nobody vouches for it.
void cross_read(domain::Mrz& mrz, const std::vector<MrzDoubt>& doubts, const std::set<std::string>& printed);

}  // namespace imaging
