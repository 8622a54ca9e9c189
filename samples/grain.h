#pragma once
// The unevenness of matter: noise of sensors and paper, toner, and the tables things lie on. Pictures are 8
// bit, BGR or BGRA.
#include <opencv2/core.hpp>

#include "samples/canvas.h"
#include "samples/random.h"

namespace samples {

/// A tile of noise about 0 with a standard deviation of 32, laid anew at a random place when it ends: cheap
/// and without a pattern.
class Grain {
  public:
    /// `softness`: blur in pixels; `colourful`: 0 the three channels agree, 1 they do not.
    Grain(Random& random, double softness, double colourful);
    /// `width` × 3 values for the next row.
    const std::int8_t* next_row(int width);

  private:
    static constexpr int rows = 128, spare = 512, widest = 4096;
    cv::Mat tile_;
    Random random_;
    int row_ = 0, shift_ = 0;
};

/// Print on paper: ink that does not cover evenly, fibres, folds that catch the light. Changes `sheet`.
void wear(cv::Mat& sheet, double px_per_mm, const std::vector<double>& folds, Random& random);

/// A black-and-white copier's A4 (BGRA, `dpi`) of something smaller or as large.
cv::Mat photocopy(const cv::Mat& sheet, double sheet_dpi, double dpi, Random& random);

/// As a wide Gaussian blur, in a fraction of its time: for shadows.
cv::Mat softened(const cv::Mat& mask, double sigma);

enum class Table { oak, walnut, linen, slate };
inline constexpr std::array tables{Table::oak, Table::walnut, Table::linen, Table::slate};
cv::Mat table(Table stuff, cv::Size size, double px_per_mm, Random& random);

}  // namespace samples
