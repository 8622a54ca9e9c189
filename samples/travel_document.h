#pragma once
// Documents with a machine-readable zone of many invented presses: every format that there is.
#include "samples/specimen.h"

namespace samples {

enum class TravelDocument { td3, td1, td2, mrv_a, mrv_b, french };

/// Kind `passport`, `identity_card` or `visa`; the zone is on the side that is drawn.
Specimen travel_document(TravelDocument format, const Person& person, std::uint64_t seed);

}  // namespace samples
