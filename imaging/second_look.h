#pragma once
// Which lines of a page a slower reader is asked about, when a quick one has read them all: those that a
// field rests on or may still be in. Pure.
#include <vector>

#include "imaging/text.h"

namespace imaging {

/// Positions in `lines`, which are those of one page and say with `confidence` of their words how far they
/// can be trusted. `aspect` and `height`: of the page, as `place` of the lines has it.
std::vector<std::size_t> worth_a_second_look(const std::vector<Line>& lines, double aspect, int height);

}  // namespace imaging
