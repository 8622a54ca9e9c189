#include "imaging/upright.h"

#include <algorithm>
#include <array>
#include <opencv2/core.hpp>

#include "imaging/ocr_line.h"
#include "imaging/print_lines.h"

namespace imaging {
namespace {

constexpr std::size_t asked = 4;                    // lines a direction
constexpr int most_wide = 3000, looked_at = 480;    // pixels of a strip: of forty letters it is clear
constexpr double plenty = 20, next_to_nothing = 4;  // letters

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

/// Light print on dark makes no sense as it is.
double says_in_either(TextLineReader& reader, const cv::Mat& strip) {
    const double dark = sense({reader.read(strip)});
    if (dark > next_to_nothing) return dark;
    cv::Mat inverted;
    cv::bitwise_not(strip, inverted);
    return std::max(dark, sense({reader.read(inverted)}));
}

}  // namespace

bool has_print(const cv::Mat& gray) {
    const auto lines = find_print_lines(gray);
    return std::any_of(lines.begin(), lines.end(), is_long);
}

int quarters_by_reading(TextReader::Engine& engine, const cv::Mat& gray) {
    const GrayLevels levels(gray);
    const PrintSearch search = search_copy(gray, 1);
    std::array<double, 4> says{};
    const auto clearly = [&](std::size_t one, double other) { return says[one] > 1.4 * other + 6; };
    const auto as_it_lies = [&] { return clearly(0, says[2]) && says[0] > plenty; };
    const auto ask = [&](const std::vector<PrintLine>& lines, std::size_t quarters) {
        for (const PrintLine& line : longest(lines)) {
            const Strip strip = cut_strip(levels, scaled(line, 1 / search.shrink), TextLineSize::capital,
                                          TextLineSize::high, most_wide);
            if (strip.gray.empty()) continue;
            const cv::Mat part = strip.gray.colRange(0, std::min(strip.gray.cols, looked_at));
            cv::Mat turned;
            cv::rotate(part, turned, cv::ROTATE_180);
            const auto [so, otherwise] =
                engine.at_once([&](auto& reader) { return says_in_either(reader.quick(), part); },
                               [&](auto& reader) { return says_in_either(reader.quick(), turned); });
            says[quarters] += so;
            says[(quarters + 2) % 4] += otherwise;
            if (as_it_lies()) return;
        }
    };
    ask(find_print_lines(search.gray), 0);
    if (as_it_lies()) return 0;
    ask(find_upright_lines(search.gray), 3);  // they run downwards
    const auto best = std::size_t(std::max_element(says.begin(), says.end()) - says.begin());
    return clearly(best, says[0]) ? int(best) : 0;
}

}  // namespace imaging
