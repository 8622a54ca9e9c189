#include "imaging/screen_grid.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace imaging {
namespace {

constexpr int tile = 256, half = tile / 2, most_tiles = 4;  // tiles a side
constexpr int lowest = 10;  // cycles a tile: 25 pixels; lines of print repeat below

struct Peak {
    cv::Point at;       // cycles a tile, the upper half plane
    double height = 0;  // log10 of power above the median of its ring
    bool crossed = false;
};

/// A Gaussian of 6 pixels, made at half the size: an eighth of the work.
cv::Mat smoothed(const cv::Mat& plane) {
    cv::Mat small, smooth;
    cv::resize(plane, small, {}, 0.5, 0.5, cv::INTER_AREA);
    cv::GaussianBlur(small, small, {}, 3);
    cv::resize(small, smooth, plane.size(), 0, 0, cv::INTER_LINEAR);
    return smooth;
}

/// Power of the half plane, x from -half to half, y from 0 to half.
cv::Mat power_of(const cv::Mat& plane) {
    static const cv::Mat window = [] {
        cv::Mat made;
        cv::createHanningWindow(made, {tile, tile}, CV_32F);
        return made;
    }();
    cv::Mat spectrum, parts[2], power(half, tile, CV_32F);
    cv::Mat detail = (plane - smoothed(plane)).mul(window);
    cv::dft(detail, spectrum, cv::DFT_COMPLEX_OUTPUT);
    cv::split(spectrum, parts);
    for (int y = 0; y < half; ++y)
        for (int x = 0; x < tile; ++x) {
            const int from = (x - half + tile) % tile;
            const float re = parts[0].at<float>(y, from), im = parts[1].at<float>(y, from);
            power.at<float>(y, x) = re * re + im * im;
        }
    return power;
}

/// Straight edges of print and the blocks of JPEG live along the axes.
bool on_axis(int x, int y) {
    return std::abs(x) <= 2 || y <= 2;
}

constexpr std::size_t rings = 24, ring_width = 8;  // cycles a tile

/// Of each place of a half plane: its ring, and whether a peak is looked for there.
struct Place {
    std::uint8_t ring;
    bool searched;
};
const std::vector<Place>& places() {
    static const std::vector<Place> made = [] {
        std::vector<Place> all;
        for (int y = 0; y < half; ++y)
            for (int x = -half; x < half; ++x) {
                const double radius = std::hypot(x, y);
                const bool inside = y >= 1 && y < half - 1 && x > -half && x < half - 1;
                all.push_back({std::uint8_t(radius / double(ring_width)),
                               inside && radius >= lowest && radius <= half - 4 && !on_axis(x, y)});
            }
        return all;
    }();
    return made;
}

/// The median of each ring of frequencies.
std::array<float, rings> medians_of(const cv::Mat& power) {
    std::array<std::vector<float>, rings> values;
    const float* p = power.ptr<float>();
    for (const Place& place : places()) values[place.ring].push_back(*p++);
    std::array<float, rings> medians{};
    for (std::size_t i = 0; i < rings; ++i) {
        if (values[i].empty()) continue;
        const auto middle = values[i].begin() + std::ptrdiff_t(values[i].size() / 2);
        std::nth_element(values[i].begin(), middle, values[i].end());
        medians[i] = *middle;
    }
    return medians;
}

Peak strongest(const cv::Mat& power) {
    constexpr float nothing = 1e-3F;  // no noise at all divides by no less
    const auto medians = medians_of(power);
    const float* p = power.ptr<float>();
    const auto above = [&](std::size_t i) {
        return (p[i] + nothing) / (medians[places()[i].ring] + nothing);
    };
    const auto is_top = [&](std::size_t i) {
        for (const std::ptrdiff_t row : {-tile, 0, tile})
            for (const std::ptrdiff_t column : {-1, 0, 1})
                if (p[std::ptrdiff_t(i) + row + column] > p[i]) return false;
        return true;
    };
    float most = 1;
    std::size_t best_at = 0;
    for (std::size_t i = 0; i < places().size(); ++i)
        if (places()[i].searched && above(i) > most && is_top(i)) most = above(i), best_at = i;
    Peak best;
    if (best_at == 0) return best;
    best.at = {int(best_at % tile) - half, int(best_at / tile)}, best.height = std::log10(double(most));
    // A quarter turn away: (x, y) → (-y, x), in the upper half plane.
    int cx = -best.at.y, cy = best.at.x;
    if (cy < 0) cx = -cx, cy = -cy;
    float other = 0;
    for (int y = std::max(0, cy - 3); y <= std::min(half - 1, cy + 3); ++y)
        for (int x = std::max(-half, cx - 3); x <= std::min(half - 1, cx + 3); ++x)
            if (std::hypot(x, y) >= lowest) other = std::max(other, above(std::size_t(y * tile + x + half)));
    best.crossed = other > 1 && std::log10(double(other)) > 0.7 * best.height;
    return best;
}

bool near(const Peak& a, const Peak& b) {
    const cv::Point d = a.at - b.at;
    return d.x * d.x + d.y * d.y <= 20;
}

bool with_another(const std::vector<Peak>& peaks, std::size_t i) {
    return std::any_of(peaks.begin(), peaks.end(),
                       [&](const Peak& p) { return &p != &peaks[i] && near(p, peaks[i]); });
}

double steady(const std::vector<Peak>& peaks) {
    if (peaks.size() < 2) return 0;
    int shared = 0;
    for (std::size_t i = 0; i < peaks.size(); ++i) shared += with_another(peaks, i);
    return double(shared) / double(peaks.size());
}

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

}  // namespace

namespace {

/// What was found in each tile of a picture.
struct Tiles {
    std::vector<cv::Rect> at;
    std::vector<Peak> light, colour;
};

enum class Look { light, colour, both };

Tiles tiles_of(const cv::Mat& rgb, Look look) {
    Tiles tiles;
    const int across = std::min(most_tiles, rgb.cols / tile), down = std::min(most_tiles, rgb.rows / tile);
    if (across < 1 || down < 1) return tiles;
    for (int j = 0; j < down; ++j)
        for (int i = 0; i < across; ++i) {
            const cv::Rect at{across > 1 ? i * (rgb.cols - tile) / (across - 1) : (rgb.cols - tile) / 2,
                              down > 1 ? j * (rgb.rows - tile) / (down - 1) : (rgb.rows - tile) / 2, tile,
                              tile};
            cv::Mat values, channels[3];
            rgb(at).convertTo(values, CV_32F);
            cv::split(values, channels);
            tiles.at.push_back(at);
            if (look != Look::colour)
                tiles.light.push_back(
                    strongest(power_of(channels[0] * 0.299 + channels[1] * 0.587 + channels[2] * 0.114)));
            if (look == Look::light) continue;
            const cv::Mat red = power_of(channels[0] - channels[1]),
                          blue = power_of(channels[2] - channels[1]);
            tiles.colour.push_back(strongest(red + blue));
        }
    return tiles;
}

}  // namespace

ScreenMeasure measure_screen(const cv::Mat& rgb) {
    ScreenMeasure measure;
    const auto [at, light, colour] = tiles_of(rgb, Look::both);
    if (at.empty()) return measure;
    std::vector<double> heights, colour_heights, pitches;
    int crossed = 0, agree = 0;
    for (std::size_t i = 0; i < light.size(); ++i) {
        heights.push_back(light[i].height), colour_heights.push_back(colour[i].height);
        if (light[i].height > 0) pitches.push_back(tile / std::hypot(light[i].at.x, light[i].at.y));
        crossed += light[i].crossed, agree += light[i].height > 0 && near(light[i], colour[i]);
    }
    const double tiles = double(light.size());
    measure = {.light = median(heights),
               .colour = median(colour_heights),
               .steady = steady(light),
               .steady_colour = steady(colour),
               .crossed = crossed / tiles,
               .pitch = median(pitches),
               .agree = agree / tiles};
    return measure;
}

std::vector<cv::Rect> places_of_grid(const cv::Mat& rgb) {
    const auto shared = [&](Look look) {
        const Tiles tiles = tiles_of(rgb, look);
        const auto& peaks = look == Look::light ? tiles.light : tiles.colour;
        std::vector<cv::Rect> places;
        for (std::size_t i = 0; i < peaks.size(); ++i)
            if (with_another(peaks, i)) places.push_back(tiles.at[i]);
        return places;
    };
    const auto places = shared(Look::light);
    return places.empty() ? shared(Look::colour) : places;
}

const std::array<std::string_view, screen_measures> screen_measure_names{
    "screen_light", "screen_colour", "steady", "steady_colour", "crossed", "pitch", "agree"};

std::array<double, screen_measures> numbers_of(const ScreenMeasure& m) {
    return {m.light, m.colour, m.steady, m.steady_colour, m.crossed, m.pitch, m.agree};
}

}  // namespace imaging
