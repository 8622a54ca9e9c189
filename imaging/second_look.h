#pragma once
// What is worth a second look once a page was read: lines that a field rests on or may still be in, by a
// slower reader, and a zone too small for the first search. Pure.
#include <vector>

#include "imaging/text.h"

namespace imaging {

/// How sure a word is that need not be looked at again.
inline constexpr double beyond_doubt = 0.9;

/// Positions in `lines`, which are those of one page and say with `confidence` of their words how far they
/// can be trusted. `aspect` and `height`: of the page, as `place` of the lines has it. `letters`: at most so
/// many of lines where what is missing may be; what a field rests on is asked about in any case.
std::vector<std::size_t> worth_a_second_look(const std::vector<Line>& lines, double aspect, int height,
                                             std::size_t letters);

/// Readers of print make a mess of a zone, but a telling one: brackets in a long line, or one long word with
/// so many digits that is no address of a page.
bool shows_zone(const std::vector<Line>& lines);

}  // namespace imaging
