#pragma once
// The set that the accuracy of an examination is measured on: strangers, each with one document of one press,
// in every way there is to send it.
#include "samples/studio.h"

namespace samples {

/// The document that stranger `index` has: nine of sixteen carry a machine-readable zone, in all six formats.
Specimen document_of_stranger(const Person& person, int index, std::uint64_t seed);

/// `scan`, `screenshot`, `digital` and all of `recaptures` (recapture.h).
std::vector<std::string> accuracy_captures();
/// One or two files. The same call gives the same bytes.
std::vector<Taken> take_for_accuracy(Original& original, const std::string& capture, std::uint64_t seed,
                                     Date today);

}  // namespace samples
