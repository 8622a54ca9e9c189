#include "imaging/upright.h"

#include <algorithm>
#include <array>

#include "imaging/print_lines.h"
#include "imaging/reduce.h"

namespace imaging {
namespace {

constexpr double looked_for = 1000;  // long side at which lines are found
constexpr std::size_t asked = 3;     // lines a direction
// A strip as the reader of text likes it: capitals of 26 pixels, room for accents and tails.
constexpr double capital = 26;
constexpr int high = 52, most_wide = 1400;

bool is_long(const PrintLine& line) {
    return line.length() > 6 * line.height;
}

/// They say most.
std::vector<PrintLine> longest(std::vector<PrintLine> lines) {
    std::erase_if(lines, [](const PrintLine& line) { return !is_long(line); });
    const std::size_t count = std::min(asked, lines.size());
    std::partial_sort(lines.begin(), lines.begin() + std::ptrdiff_t(count), lines.end(),
                      [](const PrintLine& a, const PrintLine& b) { return a.length() > b.length(); });
    lines.resize(count);
    return lines;
}

}  // namespace

bool has_print(const cv::Mat& gray) {
    const auto lines = find_print_lines(gray);
    return std::any_of(lines.begin(), lines.end(), is_long);
}

int quarters_by_print(const cv::Mat& gray) {
    const auto length = [](const std::vector<PrintLine>& lines) {
        double sum = 0;
        for (const auto& line : lines)
            if (is_long(line)) sum += double(line.length());
        return sum;
    };
    const double across = length(find_print_lines(gray)), down = length(find_upright_lines(gray));
    return down > 1.8 * across && down > 300 ? 3 : 0;
}

int quarters_by_reading(TextReader::Engine& engine, const cv::Mat& gray) {
    const GrayLevels levels(gray);
    const double shrink = std::min(1.0, looked_for / std::max(gray.cols, gray.rows));
    const cv::Mat small = reduced(gray, shrink);
    std::array<double, 4> says{};
    const auto ask = [&](const PrintLine& line, std::size_t quarters) {
        const Strip strip = cut_strip(levels, scaled(line, 1 / shrink), capital, high, most_wide);
        if (strip.gray.empty()) return;
        const auto [one, other] =
            engine.at_once([&](auto& reader) { return reader.read_line(strip.gray); },
                           [&](auto& reader) { return reader.read_line(turned_about(strip).gray); });
        says[quarters] += sense({one});
        says[(quarters + 2) % 4] += sense({other});
    };
    for (const PrintLine& line : longest(find_print_lines(small))) ask(line, 0);
    for (const PrintLine& line : longest(find_upright_lines(small))) ask(line, 3);  // they run downwards
    const auto best = std::max_element(says.begin(), says.end());
    return *best > 1.5 * says[0] + 8 ? int(best - says.begin()) : 0;
}

}  // namespace imaging
