#include "imaging/upright.h"

#include <algorithm>
#include <array>
#include <opencv2/core.hpp>

#include "imaging/ocr_line.h"
#include "imaging/print_lines.h"

namespace imaging {
namespace {

constexpr std::size_t asked = 4;                    // lines a direction
constexpr int looked_at = 480;                      // pixels of a strip: of forty letters it is clear
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

/// No more of it than is looked at, with the rim that a strip gets.
PrintLine beginning_of(PrintLine line) {
    const float most = float(looked_at / TextLineSize::capital - 4) * line.height;
    if (line.length() > most) line.end = line.start + (line.end - line.start) * (most / line.length());
    return line;
}

/// There is more ground than print.
enum class Print { dark, light, unclear };
Print print_on(const cv::Mat& strip) {
    constexpr double clearly = 3;  // of 255
    std::vector<std::uint8_t> values(strip.begin<std::uint8_t>(), strip.end<std::uint8_t>());
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    const double ground = *middle, mean = cv::mean(strip)[0];
    if (std::abs(ground - mean) < clearly) return Print::unclear;
    return mean < ground ? Print::dark : Print::light;
}

/// Light print on dark makes no sense as it is.
double says_in_either(TextLineReader& reader, const cv::Mat& strip) {
    const Print print = print_on(strip);
    const double dark = print == Print::light ? 0 : sense({reader.read(strip)});
    if (print == Print::dark || dark > next_to_nothing) return dark;
    cv::Mat inverted;
    cv::bitwise_not(strip, inverted);
    return std::max(dark, sense({reader.read(inverted)}));
}

}  // namespace

bool has_print(const cv::Mat& gray) {
    const auto lines = find_print_lines(PrintSearch(GrayLevels(gray)).gray());
    return std::any_of(lines.begin(), lines.end(), is_long);
}

int quarters_by_reading(TextReader::Engine& engine, const GrayLevels& page, PrintSearch& search) {
    std::array<double, 4> says{};
    const auto clearly = [&](std::size_t one, double other) { return says[one] > 1.4 * other + 6; };
    const auto as_it_lies = [&] { return clearly(0, says[2]) && says[0] > plenty; };
    const auto ask = [&](const std::vector<PrintLine>& found, std::size_t quarters) {
        for (const PrintLine& one : longest(found)) {
            const PrintLine line = scaled(one, 1 / search.shrink());
            const Strip strip =
                cut_strip(page, beginning_of(line), TextLineSize::capital, TextLineSize::high, looked_at);
            if (strip.gray.empty()) continue;
            cv::Mat turned;
            cv::rotate(strip.gray, turned, cv::ROTATE_180);
            const auto [so, otherwise] =
                engine.at_once([&](auto& reader) { return says_in_either(reader.quick(), strip.gray); },
                               [&](auto& reader) { return says_in_either(reader.quick(), turned); });
            says[quarters] += so;
            says[(quarters + 2) % 4] += otherwise;
            if (as_it_lies()) return;
        }
    };
    ask(search.lines(PrintRuns::across), 0);
    if (as_it_lies()) return 0;
    ask(search.lines(PrintRuns::down), 3);  // they run downwards
    const auto best = std::size_t(std::max_element(says.begin(), says.end()) - says.begin());
    return clearly(best, says[0]) ? int(best) : 0;
}

int quarters_by_reading(TextReader::Engine& engine, const cv::Mat& gray) {
    const GrayLevels levels(gray);
    PrintSearch search(levels);
    return quarters_by_reading(engine, levels, search);
}

}  // namespace imaging
