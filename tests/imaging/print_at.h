#pragma once
// Lines of print for tests, as if they had been read.
#include <string>
#include <string_view>
#include <vector>

#include "domain/reading.h"
#include "imaging/text.h"

namespace imaging {

/// A line of words, ten pixels a letter, twenty high, with a gap of sixty at `|`.
inline Line at(int x, int y, const std::string& text) {
    std::vector<Word> words;
    std::string word;
    const auto close = [&] {
        if (word.empty()) return;
        words.push_back({word, {0, x, y, int(word.size()) * 10, 20}, 0.9});
        x += int(word.size()) * 10 + 8;
        word.clear();
    };
    for (const char c : text) {
        if (c == ' ')
            close();
        else if (c == '|')
            close(), x += 120;
        else
            word += c;
    }
    close();
    return line_of(std::move(words), domain::Source::printed);
}

inline std::string value_of(const std::vector<domain::Field>& fields, std::string_view name) {
    for (const auto& field : fields)
        if (field.name == name) return field.value;
    return "(none)";
}

}  // namespace imaging
