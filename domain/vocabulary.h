#pragma once
// Enumerators and their words, as in the API, the ledger and the logs: one table an enum, in the order of the
// enum.
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace domain {

/// `words[i]` is the word of the enumerator with value i. Make one with `vocabulary<last enumerator>("…",
/// …)`, which does not compile unless there is exactly one word for each enumerator.
template <class Enum, std::size_t N>
struct Vocabulary {
    std::array<std::string_view, N> words;

    constexpr std::string_view word(Enum value) const { return words[static_cast<std::size_t>(value)]; }

    constexpr std::optional<Enum> value(std::string_view word) const {
        for (std::size_t i = 0; i < N; ++i)
            if (words[i] == word) return static_cast<Enum>(i);
        return std::nullopt;
    }
};

template <auto last, class... Words>
constexpr auto vocabulary(Words... words) {
    static_assert(sizeof...(words) == static_cast<std::size_t>(last) + 1, "one word for each enumerator");
    return Vocabulary<decltype(last), sizeof...(words)>{{std::string_view(words)...}};
}

}  // namespace domain
