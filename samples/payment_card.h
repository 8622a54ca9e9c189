#pragma once
// A payment card of Voorbeeld Bank, front and back. The number is of a test range and belongs to no account.
#include "samples/specimen.h"

namespace samples {

enum class Side { front, back };
/// Precondition: the person pays by card.
Specimen payment_card(const Person& person, Side side, std::uint64_t seed);

}  // namespace samples
