#pragma once
// An identity card of Utopia (ICAO 9303-5, TD1), front and back; the machine-readable zone is on the back.
#include "samples/specimen.h"

namespace samples {

Specimen identity_card_front(const Person& person, std::uint64_t seed);
Specimen identity_card_back(const Person& person, std::uint64_t seed);

}  // namespace samples
