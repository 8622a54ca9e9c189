#pragma once
// Where the machine readable zone is and what it says: lines of print are found in both directions, read from
// both ends by the line reader, and the stack that best fits one of the formats is kept. Check digits never
// choose a character that the reader did not see.
#include <opencv2/core.hpp>
#include <optional>

#include "domain/reading.h"
#include "imaging/cross_read.h"
#include "imaging/mrz_line.h"
#include "imaging/print_lines.h"

namespace imaging {

struct FoundMrz {
    domain::Mrz mrz;               // box in pixels of the picture as it lies
    int quarter_turns = 0;         // clockwise, to make the page upright
    bool settled = false;          // valid or beyond doubt: nothing else need be looked at
    double merit = 0;              // of two, the greater is the likelier zone
    std::vector<MrzDoubt> doubts;  // for cross_read; only when the zone is valid
};

/// `page`: the full page. `search`: of the same page, at 1,000 pixels (2,000 for a small document on a large
/// sheet). `most_lines`: so many of those that run that way are read, a few ms each.
std::optional<FoundMrz> find_mrz(const GrayLevels& page, PrintSearch& search, PrintRuns way,
                                 MrzLineReader& reader, std::size_t most_lines = 8);

/// Across, and down when that settles nothing.
std::optional<FoundMrz> find_mrz(const GrayLevels& page, PrintSearch& search, MrzLineReader& reader,
                                 std::size_t most_lines = 8);

std::optional<FoundMrz> likelier(std::optional<FoundMrz> a, std::optional<FoundMrz> b);

}  // namespace imaging
