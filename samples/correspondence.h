#pragma once
// Post of invented senders, A4, in Dutch, English, German and French, in several layouts: bills, statements
// of a bank, letters. Many have no colour but a small logo, which is what makes them hard to tell from gray
// copies.
#include "samples/specimen.h"

namespace samples {

enum class Post { bill, bank_statement, letter };

Specimen correspondence(Post post, const Person& person, std::uint64_t seed);

}  // namespace samples
