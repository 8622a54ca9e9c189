#pragma once
// An extract from the register of companies of Utopia, A4, in Dutch, English or German.
#include "samples/specimen.h"

namespace samples {

/// Precondition: the person has a company.
Specimen company_extract(const Person& person, std::uint64_t seed);

}  // namespace samples
