#pragma once
// Any number of invented people, beyond the cast of people.h: names and addresses put together from parts in
// the ways of four languages, each with a company and a card. For measuring, not for orders.
#include "samples/people.h"

namespace samples {

/// The same seed, index and day give the same person.
Person stranger(std::uint64_t seed, int index, Date today);

}  // namespace samples
