#include "imaging/origin_measure.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "imaging/drawn_shapes.h"
#include "imaging/glyph_twins.h"

namespace imaging {
namespace {

constexpr int side = 8;

bool same(const cv::Vec3b& a, const cv::Vec3b& b) {
    return a[0] == b[0] && a[1] == b[1] && a[2] == b[2];
}

/// Without the bars of one colour that a viewer puts around a picture.
cv::Rect without_bars(const cv::Mat& rgb) {
    const auto row_of_one = [&](int y) {
        const cv::Vec3b* row = rgb.ptr<cv::Vec3b>(y);
        return std::all_of(row, row + rgb.cols, [&](const auto& p) { return same(p, row[0]); });
    };
    const auto column_of_one = [&](int x) {
        for (int y = 1; y < rgb.rows; ++y)
            if (!same(rgb.at<cv::Vec3b>(y, x), rgb.at<cv::Vec3b>(0, x))) return false;
        return true;
    };
    int top = 0, bottom = rgb.rows, left = 0, right = rgb.cols;
    while (top < bottom && row_of_one(top)) ++top;
    while (bottom > top && row_of_one(bottom - 1)) --bottom;
    while (left < right && column_of_one(left)) ++left;
    while (right > left && column_of_one(right - 1)) --right;
    const cv::Rect inside{left, top, right - left, bottom - top};
    return inside.width < 64 || inside.height < 64 ? cv::Rect{0, 0, rgb.cols, rgb.rows} : inside;
}

/// One block of one channel: its span, and what is left of it once a plane is taken out.
struct Block {
    int low = 255, high = 0;
    double mean = 0, residue = 0;
};

template <class Value>
Block block_of(const Value& value) {
    Block block;
    int sum = 0, across = 0, down = 0, squares = 0;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            const int v = value(y, x);
            block.low = std::min(block.low, v), block.high = std::max(block.high, v);
            sum += v, squares += v * v, across += v * (2 * x - 7), down += v * (2 * y - 7);
        }
    // Σ(2x−7)² over a block is 8 × 168.
    block.mean = sum / 64.0;
    const double variance = squares / 64.0 - block.mean * block.mean,
                 slope = (double(across) * across + double(down) * down) / (1344.0 * 64);
    block.residue = std::sqrt(std::max(0.0, variance - slope));
    return block;
}

double quantile(std::vector<double>& values, double share) {
    if (values.empty()) return 0;
    const auto at = values.begin() + std::ptrdiff_t(double(values.size() - 1) * share);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

struct Blocks {
    std::vector<double> quiet, colour, dark, bright;
    std::vector<cv::Rect> flat_tones;
    int all = 0, middle = 0, flat_white = 0, flat = 0, alike = 0;
};

bool is_flat(const cv::Mat& rgb, int x, int y) {
    const cv::Vec3b first = rgb.at<cv::Vec3b>(y, x);
    for (int r = 0; r < side; ++r)
        for (int c = 0; c < side; ++c)
            if (!same(rgb.at<cv::Vec3b>(y + r, x + c), first)) return false;
    return true;
}

Block light_at(const cv::Mat& gray, int x, int y) {
    return block_of([&](int r, int c) { return int(gray.at<std::uint8_t>(y + r, x + c)); });
}

bool is_in_middle_tones(const Block& light) {
    return light.low >= 12 && light.high <= 243 && light.high - light.low <= 40;
}

void look_at(const cv::Mat& rgb, const cv::Mat& gray, int x, int y, Blocks& blocks) {
    const Block light = light_at(gray, x, y);
    ++blocks.all;
    const bool flat = light.low == light.high;
    blocks.flat += flat;
    blocks.flat_white += flat && light.low >= 250;
    if (!is_in_middle_tones(light)) return;
    ++blocks.middle;
    if (flat) blocks.flat_tones.emplace_back(x, y, side, side);
    blocks.quiet.push_back(light.residue);
    (light.mean < 110 ? blocks.dark : blocks.bright).push_back(light.residue);
    const auto against_green = [&](int k) {
        return block_of([&](int r, int c) {
                   const cv::Vec3b& p = rgb.at<cv::Vec3b>(y + r, x + c);
                   return p[k] - p[1];
               })
            .residue;
    };
    blocks.colour.push_back((against_green(0) + against_green(2)) / 2);
    if (!flat || x + 2 * side > rgb.cols || !is_flat(rgb, x, y) || !is_flat(rgb, x + side, y)) return;
    blocks.alike += same(rgb.at<cv::Vec3b>(y, x), rgb.at<cv::Vec3b>(y, x + side));
}

/// Where it is flat in the middle tones.
std::vector<cv::Rect> measure_blocks(const cv::Mat& rgb, const cv::Mat& gray, OriginMeasure& measure) {
    Blocks blocks;
    for (int y = 0; y + side <= rgb.rows; y += side)
        for (int x = 0; x + side <= rgb.cols; x += side) look_at(rgb, gray, x, y, blocks);
    if (!blocks.all) return {};
    const double all = blocks.all;
    measure.middle = blocks.middle / all;
    measure.flat_tones = blocks.middle ? double(blocks.flat_tones.size()) / blocks.middle : 0;
    measure.flat_white = blocks.flat_white / all;
    measure.flat = blocks.flat / all;
    measure.alike = blocks.middle ? double(blocks.alike) / blocks.middle : 0;
    measure.noise = quantile(blocks.quiet, 0.125);
    measure.grain = quantile(blocks.quiet, 0.5);
    measure.colour_noise = quantile(blocks.colour, 0.5);
    const double dark = quantile(blocks.dark, 0.3), bright = quantile(blocks.bright, 0.3);
    if (blocks.dark.size() >= 20 && blocks.bright.size() >= 20 && dark + bright > 0)
        measure.rising = (bright - dark) / (bright + dark);
    return std::move(blocks.flat_tones);
}

/// Colours that are neither white nor black: paper whitened by an app and black bars are in scans and in
/// renders.
void measure_colours(const cv::Mat& rgb, OriginMeasure& measure) {
    constexpr std::size_t cells = 1u << 18;
    std::vector<std::uint32_t> count(cells);
    int toned = 0, equal = 0;
    for (int y = 0; y < rgb.rows; ++y) {
        const cv::Vec3b* row = rgb.ptr<cv::Vec3b>(y);
        for (int x = 0; x + 1 < rgb.cols; ++x) {
            const auto [low, high] = std::minmax({row[x][0], row[x][1], row[x][2]});
            if (low >= 248 || high <= 8) continue;
            ++toned;
            equal += same(row[x], row[x + 1]);
            const std::uint32_t colour =
                std::uint32_t{row[x][0]} << 16 | std::uint32_t{row[x][1]} << 8 | row[x][2];
            ++count[(colour * 2654435761u) >> 14];
        }
    }
    if (toned < 1000) return;
    measure.equal = double(equal) / toned;
    const auto distinct = std::count_if(count.begin(), count.end(), [](auto n) { return n > 0; });
    measure.distinct = double(distinct) / toned;
    std::partial_sort(count.begin(), count.begin() + 16, count.end(), std::greater<>());
    double common = 0;
    for (int i = 0; i < 16; ++i) common += count[std::size_t(i)];
    measure.palette = common / toned;
}

struct Steps {
    int edges = 0, one = 0;
    double share = 0;
};

/// Strong edges along a line of pixels, `stride` bytes apart: how much of each happens between two pixels.
void steps_along(const std::uint8_t* line, int length, std::ptrdiff_t stride, Steps& steps) {
    const auto at = [&](int i) { return int(line[i * stride]); };
    for (int i = 3; i + 4 < length; ++i) {
        const int step = std::abs(at(i + 1) - at(i));
        if (step < 24 || step < std::abs(at(i) - at(i - 1)) || step <= std::abs(at(i + 2) - at(i + 1)))
            continue;
        int low = 255, high = 0;
        for (int k = -2; k <= 3; ++k) low = std::min(low, at(i + k)), high = std::max(high, at(i + k));
        if (high - low < 70) continue;
        const double share = double(step) / (high - low);
        ++steps.edges;
        steps.one += share > 0.93;
        steps.share += share;
    }
}

void measure_edges(const cv::Mat& gray, OriginMeasure& measure) {
    Steps steps;
    for (int y = 0; y < gray.rows; y += 2) steps_along(gray.ptr(y), gray.cols, 1, steps);
    for (int x = 0; x < gray.cols; x += 2)
        steps_along(gray.ptr() + x, gray.rows, std::ptrdiff_t(gray.step), steps);
    if (steps.edges < 50) return;
    measure.steep = double(steps.one) / steps.edges;
    measure.step = steps.share / steps.edges;
}

/// The longest run along a row of pixels where the step to the next row is strong and the same.
int longest_rule(const cv::Mat& gray) {
    int longest = 0;
    for (int y = 1; y + 2 < gray.rows; ++y) {
        const std::uint8_t *above = gray.ptr(y), *below = gray.ptr(y + 1);
        int run = 0, first = 0;
        for (int x = 0; x < gray.cols; ++x) {
            const int step = int(below[x]) - above[x];
            if (run > 0 && std::abs(step - first) <= 6) {
                longest = std::max(longest, ++run);
            } else {
                run = std::abs(step) >= 30 ? 1 : 0, first = step;
            }
        }
    }
    return longest;
}

/// A lossy past shows in a lossless file: steps at every eighth pixel, whatever the phase.
double grid_of(const cv::Mat& gray) {
    std::array<double, 8> across{};
    std::array<double, 8> times{};
    for (int y = 0; y < gray.rows; y += 2) {
        const std::uint8_t* row = gray.ptr(y);
        for (int x = 1; x + 2 < gray.cols; ++x) {
            const int step = std::abs(row[x + 1] - row[x]),
                      around = std::abs(row[x] - row[x - 1]) + std::abs(row[x + 2] - row[x + 1]);
            if (around > 8) continue;  // only in quiet places
            across[std::size_t(x % 8)] += std::min(step, 8), times[std::size_t(x % 8)] += 1;
        }
    }
    double most = 0, sum = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        const double mean = times[i] > 0 ? across[i] / times[i] : 0;
        most = std::max(most, mean), sum += mean;
    }
    return sum > 0.02 ? std::min(4.0, most / ((sum - most) / 7 + 0.02)) : 1;
}

}  // namespace

OriginMeasure measure_origin(const cv::Mat& whole, OriginPlaces* places) {
    OriginMeasure measure;
    const cv::Rect inside = without_bars(whole);
    const cv::Mat rgb = whole(inside);
    cv::Mat gray, turned;
    cv::cvtColor(rgb, gray, cv::COLOR_RGB2GRAY);
    OriginPlaces found{{}, measure_blocks(rgb, gray, measure), {}};
    measure_colours(rgb, measure);
    measure_edges(gray, measure);
    cv::transpose(gray, turned);
    measure.rule = std::max(double(longest_rule(gray)) / gray.cols, double(longest_rule(turned)) / gray.rows);
    measure.grid = grid_of(gray);
    GlyphTwins glyphs = count_twins(gray);
    measure.glyphs = glyphs.glyphs;
    measure.twins = glyphs.exact, measure.near_twins = glyphs.near, measure.base_lines = glyphs.base_lines;
    const bool nearly = !letters_repeat(measure) && letters_nearly_repeat(measure);
    found.twins = std::move(nearly ? glyphs.near_places : glyphs.exact_places);
    for (const DrawnShape& shape : drawn_shapes(rgb)) {
        measure.drawn += shape.pixels, ++measure.shapes;
        found.drawn.push_back(shape.box);
    }
    measure.drawn /= double(rgb.total());
    for (auto* part : {&found.twins, &found.flat, &found.drawn})
        for (cv::Rect& place : *part) place += inside.tl();
    if (places) *places = std::move(found);
    return measure;
}

const std::array<std::string_view, origin_measures> origin_measure_names{
    "noise",      "grain", "colour_noise", "rising",   "middle", "flat_tones", "flat_white", "flat",
    "alike",      "equal", "palette",      "distinct", "steep",  "step",       "twins",      "near_twins",
    "base_lines", "rule",  "grid",         "glyphs",   "drawn",  "shapes"};

std::array<double, origin_measures> numbers_of(const OriginMeasure& m) {
    return {m.noise,      m.grain,          m.colour_noise, m.rising,        m.middle,     m.flat_tones,
            m.flat_white, m.flat,           m.alike,        m.equal,         m.palette,    m.distinct,
            m.steep,      m.step,           m.twins,        m.near_twins,    m.base_lines, m.rule,
            m.grid,       double(m.glyphs), m.drawn,        double(m.shapes)};
}

}  // namespace imaging
