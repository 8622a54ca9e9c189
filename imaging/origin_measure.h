#pragma once
// What a sensor leaves on a picture and a renderer does not, in numbers: noise in every tone, letters that
// are never twice the same, edges that take more than one pixel, base lines that are straight but never to
// the pixel. No number alone tells a picture saved small and hard from a render (V9: copies of non-digital
// documents only); origin_model.h weighs them together.
#include <array>
#include <opencv2/core.hpp>
#include <string_view>
#include <vector>

namespace imaging {

struct OriginMeasure {
    double noise =
        0;  // what is left of a block of 8 × 8 in the middle tones without its slope: the quietest eighth
    double grain = 0;         // … the median
    double colour_noise = 0;  // … of red against green and blue against green, the median
    double rising = 0;  // how much more noise bright blocks have than dark ones, as a share of both, -1 … 1
    double middle = 0;  // share of the blocks that are in the middle tones
    double flat_tones = 0;  // share of those that are perfectly flat
    double flat_white = 0;  // share of all blocks that are perfectly flat and burnt out
    double flat = 0;        // share of all blocks that are perfectly flat
    double alike =
        0;  // share of the flat blocks in the middle tones whose flat neighbour has exactly their colour
    double equal =
        0;  // share of the pixels that are not white or black and equal the next one in every channel
    double palette = 0;     // share of those in the sixteen most common colours
    double distinct = 0;    // distinct colours a pixel of those
    double steep = 0;       // of strong edges along the pixel grid: share that take one step
    double step = 0;        // … the largest step as a share of the whole edge, mean
    double twins = 0;       // share of the glyphs that have an exact twin
    double near_twins = 0;  // … a twin but for one pixel of ink in twenty-five
    double base_lines = 0;  // share of neighbouring glyphs that stand on exactly one row of pixels
    double rule =
        0;  // longest edge that keeps to one row or column of pixels and is even, as a share of the side
    double grid = 0;  // steps at every eighth pixel against all others: 1 no trace of JPEG
    int glyphs = 0;
    double drawn = 0;  // share of all pixels in shapes of one exact colour with edges (drawn_shapes.h)
    int shapes = 0;    // how many those are
};

/// Where a picture repeats itself to the pixel, in pixels of what was measured.
struct OriginPlaces {
    std::vector<cv::Rect> twins;  // letters with a twin; almost a twin where only those are many
    std::vector<cv::Rect> flat;   // blocks of 8 × 8 in the middle tones that are perfectly flat
    std::vector<cv::Rect> drawn;  // shapes of one exact colour
};

/// `rgb`: full resolution (scaling invents and destroys noise); a part of the page is enough. Rows and
/// columns of one colour along the rim, as viewers put around a picture, are left out.
OriginMeasure measure_origin(const cv::Mat& rgb, OriginPlaces* places = nullptr);

/// Letters of which so many repeat that it says something on its own.
inline bool letters_repeat(const OriginMeasure& m) {
    return m.glyphs >= 20 && m.twins >= 0.2;
}
inline bool letters_nearly_repeat(const OriginMeasure& m) {
    return m.glyphs >= 20 && m.near_twins >= 0.35;
}

/// The measures as the model takes them, each with its name.
constexpr std::size_t origin_measures = 22;
std::array<double, origin_measures> numbers_of(const OriginMeasure& measure);
extern const std::array<std::string_view, origin_measures> origin_measure_names;

}  // namespace imaging
