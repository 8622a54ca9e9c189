#pragma once
// The last line of a postal address, by the shape of its code (Universal Postal Union, postal addressing
// systems), and lines that hold a whole address in one.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imaging {

struct Postal {
    std::string code, city, before;  // `before`: what stands on the line ahead of the code
};

/// Codes of Europe (`8911 CP`, `10115`, `14-558`, `110 00`, `1000-205`, `WE1 2AB`, `D02 X285`), the United
/// States and Canada, with a city before or behind.
std::optional<Postal> find_postal(const std::string& text);

/// A British or Irish code alone on its line.
bool is_lone_code(const std::string& text);

/// `Example N.V. · Street 1 · 9990 ZZ City` cut at its dots, however they were read; one part: there were
/// none.
std::vector<std::string> parts_of(std::string_view text);

/// Without the specks that a reader makes of rules and folds at either end.
std::string trimmed(std::string_view text);

}  // namespace imaging
