#pragma once
// A passport of Utopia (ICAO 9303-4, TD3): the open booklet, its data page below.
#include "samples/specimen.h"

namespace samples {

/// `spoil_mrz` prints a wrong check digit, as a forger would who did not know them.
Specimen passport(const Person& person, std::uint64_t seed, bool spoil_mrz = false);

}  // namespace samples
