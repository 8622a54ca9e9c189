#pragma once
// The measures of origin_measure.h weighed together: sums of small trees, fitted on made pictures only by
// model/origin.py.
#include "imaging/origin_measure.h"

namespace imaging {

/// Log odds that the picture is a render and no copy of paper or plastic; 0 undecided.
double render_score(const OriginMeasure& measure);

}  // namespace imaging
