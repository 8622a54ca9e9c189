#pragma once
// One small generator with the same numbers on every machine (the distributions of <random> are not laid down
// by the standard).
#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <string>
#include <string_view>

namespace samples {

/// SplitMix64 (Steele, Lea, Flood 2014), started from a seed and the name of what it is for: a file has the
/// same bytes whether it is made alone or with all the others.
class Random {
  public:
    Random(std::uint64_t seed, std::string_view purpose) : state_(seed * 0x9E3779B97F4A7C15u + 0x1234567u) {
        for (char c : purpose) state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    }

    std::uint64_t bits() {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }
    /// [0, 1)
    double uniform() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }
    double between(double low, double high) { return low + (high - low) * uniform(); }
    /// low … high, both included
    int whole(int low, int high) {
        return low + static_cast<int>(bits() % static_cast<std::uint64_t>(high - low + 1));
    }
    bool chance(double probability) { return uniform() < probability; }
    double gauss() {
        const double radius = std::sqrt(-2 * std::log(1 - uniform()));
        return radius * std::cos(2 * std::numbers::pi * uniform());
    }
    template <class Range>
    const auto& pick(const Range& range) {
        return range[bits() % std::size(range)];
    }
    /// `count` characters out of `alphabet`
    std::string text(int count, std::string_view alphabet = "0123456789") {
        std::string made;
        while (count-- > 0) made += pick(alphabet);
        return made;
    }
    /// `9` becomes a digit that is no zero, `A` a letter of postal codes; the rest stays: `9999 AA`.
    std::string like(std::string_view pattern) {
        std::string made;
        for (char c : pattern)
            made += c == '9'   ? pick(std::string_view("123456789"))
                    : c == 'A' ? pick(std::string_view("ABCDEGHJKLMNPRTVWXZ"))
                               : c;
        return made;
    }

  private:
    std::uint64_t state_;
};

}  // namespace samples
