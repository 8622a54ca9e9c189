#pragma once
// A utility bill of the energy company Voorbeeld Energie, A4, in Dutch, English or German: the proof of
// address.
#include "samples/specimen.h"

namespace samples {

Specimen bill(const Person& person, std::uint64_t seed);
/// `NL` + check digits + an invented bank (ISO 13616).
std::string iban(std::string_view bank, std::string_view account);

}  // namespace samples
