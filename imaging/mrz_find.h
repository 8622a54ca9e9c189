#pragma once
// Where the machine readable zone is and what it says: lines of print are found in both directions, read from
// both ends by the line reader, and the stack that best fits one of the formats is kept. Check digits never
// choose a character that the reader did not see.
#include <functional>
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
    double cost = 0;               // nats a character that the grammar cost (decode)
    double sure = 0;               // mean probability of the characters of its least sure line
    std::vector<MrzDoubt> doubts;  // for cross_read; only when the zone is valid
};

/// `page`: the full page. `search`: of the same page, at 1,000 pixels (2,000 for a small document on a large
/// sheet). `most_lines`: so many lines of each direction are read,
/// a few ms each. `beside`: called when the lines that run from left to right held no zone and the page
/// seems to lie as it is read: what else is to be done can be begun while the other lines are searched.
std::optional<FoundMrz> find_mrz(const GrayLevels& page, PrintSearch& search, MrzLineReader& reader,
                                 std::size_t most_lines = 8, const std::function<void()>& beside = {});

}  // namespace imaging
