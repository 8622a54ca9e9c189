#pragma once
// A driving licence of an invented state, front, with the numbered fields of the European model (Directive
// 2006/126/EC annex I: 1 surname, 2 names, 3 birth, 4a issued, 4b valid until, 4c by whom, 5 number, 9
// classes).
#include "samples/specimen.h"

namespace samples {

Specimen driving_licence(const Person& person, std::uint64_t seed);

}  // namespace samples
