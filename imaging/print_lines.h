#pragma once
// Straight lines of print on a picture, found by their dense upright edges (morphology, as in van der Geest &
// PassportEye's locator), and cut out of the full picture straightened, at a fixed height. Knows nothing of
// what is printed.
#include <opencv2/core.hpp>
#include <optional>
#include <vector>

namespace imaging {

/// From the middle of its first letter to the middle of its last, in pixels; reading direction is start →
/// end.
struct PrintLine {
    cv::Point2f start, end;
    float height = 0;  // of a capital letter, roughly
    float length() const { return float(cv::norm(end - start)); }
    float angle() const { return std::atan2(end.y - start.y, end.x - start.x); }  // radians
    cv::Point2f middle() const { return (start + end) / 2; }
};

/// Which way print runs on the page as it lies.
enum class PrintRuns { across, down };

/// The long side at which lines of print are found, in pixels.
inline constexpr int print_search_side = 1000;

/// Lines that run from left to right (within 25° of it). `gray`: 8 bits, dark print on light; its long side
/// about print_search_side.
std::vector<PrintLine> find_print_lines(const cv::Mat& gray);

/// The same for print that runs from top to bottom.
std::vector<PrintLine> find_upright_lines(const cv::Mat& gray);

/// A page in gray, whole and halved again and again. Strips are cut from the level that is just large enough
/// for them: averaging once for all is what keeps small print from aliasing, and cheap.
class GrayLevels {
  public:
    struct Level {
        cv::Mat gray;
        double scale = 1;  // its pixels a full pixel
    };
    explicit GrayLevels(const cv::Mat& picture);  // 8 bits, RGB or gray
    /// The smallest level that need not be shrunk to less than 0.6 to reach `scale`.
    const Level& above(double scale) const;
    cv::Size size() const { return levels_.front().gray.size(); }

  private:
    std::vector<Level> levels_;
};

/// A page at the size at which its lines are looked for, and its lines there, found when first asked for.
/// Not thread-safe.
class PrintSearch {
  public:
    explicit PrintSearch(const GrayLevels& page, int side = print_search_side);
    const cv::Mat& gray() const { return gray_; }
    double shrink() const { return shrink_; }  // its pixels to a full pixel
    const std::vector<PrintLine>& lines(PrintRuns way);
    /// Whether the page seems to lie as it is read.
    bool runs_across();

  private:
    cv::Mat gray_;
    double shrink_;
    std::optional<std::vector<PrintLine>> across_, down_;
};

PrintLine scaled(PrintLine line, double factor);
PrintLine turned_about(PrintLine line);  // read from the other end

/// The line straightened: a gray strip, `capital` pixels from foot to head of a capital, in the middle of
/// `high` rows. The line is given in full pixels.
struct Strip {
    cv::Mat gray;     // 8 bits; empty when the line leaves the picture or there is no print
    PrintLine where;  // refined, in the pixels of the picture
};
Strip cut_strip(const GrayLevels& page, const PrintLine& line, double capital, int high, int most_wide);
/// The same strip read from the other end.
Strip turned_about(const Strip& strip);

}  // namespace imaging
