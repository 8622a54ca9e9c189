#pragma once
// Letters of any script as the Latin letters a machine-readable zone has, with every reading that documents
// use.
#include <string>
#include <string_view>
#include <vector>

namespace domain {

/// One way to write a word in A–Z and 0–9, and the substitutions that led there (`Ü → UE`), for people.
struct WordForm {
    std::string text{};
    std::vector<std::string> icao{};   // after ICAO 9303-3 section 6
    std::vector<std::string> plain{};  // diacritics dropped, or two letters taken as one
};

/// A word between blanks and punctuation, with its forms, the ICAO form first.
struct Word {
    std::string original{};  // as written, UTF-8
    std::vector<WordForm> forms{};
    std::size_t plain = 0;      // index of the form with diacritics simply dropped
    bool after_hyphen = false;  // joined to the word before it by a hyphen
};

/// Apostrophes vanish, everything that is no letter or digit parts words (ICAO 9303-3 section 4.6). At most
/// 16 forms a word.
std::vector<Word> words_of(std::string_view text);

/// UTF-8 to code points; what is not UTF-8 becomes U+FFFD.
std::u32string code_points(std::string_view text);

}  // namespace domain
