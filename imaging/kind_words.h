#pragma once
// The words by which documents say what they are, in the languages of Europe that write Latin letters.
#include <span>
#include <string_view>

#include "domain/reading.h"

namespace imaging {

struct KindWord {
    domain::DocumentKind kind;
    double weight;  // 3 and more: a title that hardly any other kind of document bears
    std::string_view
        words;  // folded (text.h), as they stand in running text; a space at an end: a whole word there
};

std::span<const KindWord> kind_words();

}  // namespace imaging
