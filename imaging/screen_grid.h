#pragma once
// What a screen's own pixels leave on a photograph of it: a camera's grid beats with the screen's, and lines
// or clouds of colour come up that repeat at one pitch all over the picture. Looked for in the spectrum of
// many small tiles, in light and in colour, since one peak alone says little: a line of equal letters, a
// printer's screen and a guilloche have one too.
#include <array>
#include <opencv2/core.hpp>
#include <string_view>
#include <vector>

namespace imaging {

struct ScreenMeasure {
    double light = 0;   // strongest peak of a tile above its own ring of frequencies, in light, log10 of
                        // power, median of the tiles
    double colour = 0;  // the same in colour (red and blue against green)
    double steady = 0;  // share of the tiles whose strongest peak in light is where another tile has it
    double steady_colour = 0;  // … in colour
    double crossed = 0;        // share of the tiles with a second peak a quarter turn away at the same pitch
    double pitch = 0;          // pixels of the camera between two lines, median; 0 no peak
    double agree = 0;          // share of the tiles with peaks at one place in light and in colour
};

/// `rgb`: full resolution, a part of the page is enough; all zero under 256 × 256.
ScreenMeasure measure_screen(const cv::Mat& rgb);

/// The tiles that share their strongest peak with another one, in light or, if there are none, in colour; in
/// pixels of `rgb`.
std::vector<cv::Rect> places_of_grid(const cv::Mat& rgb);

constexpr std::size_t screen_measures = 7;
std::array<double, screen_measures> numbers_of(const ScreenMeasure& measure);
extern const std::array<std::string_view, screen_measures> screen_measure_names;

}  // namespace imaging
