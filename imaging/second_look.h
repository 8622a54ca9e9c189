#pragma once
// Which lines of a page a slower reader is asked about, when a quick one has read them all: those that a
// field rests on or may still be in. Pure.
#include <vector>

#include "imaging/text.h"

namespace imaging {

/// Positions in `lines`, which are those of one page and say with `confidence` of their words how far they
/// can be trusted. `aspect` and `height`: of the page, as `place` of the lines has it. `letters`: at most so
/// many of lines where what is missing may be; what a field rests on is asked about in any case.
std::vector<std::size_t> worth_a_second_look(const std::vector<Line>& lines, double aspect, int height,
                                             std::size_t letters);

}  // namespace imaging
