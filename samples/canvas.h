#pragma once
// Drawing in millimetres, on paper that becomes pixels or a page of a PDF. Hides cairo and pango.
#include <cairo.h>

#include <filesystem>
#include <functional>
#include <opencv2/core.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace samples {

struct Colour {
    double red = 0, green = 0, blue = 0, alpha = 1;
};
/// 0xRRGGBB
constexpr Colour rgb(unsigned hex, double alpha = 1) {
    return {(hex >> 16 & 255) / 255.0, (hex >> 8 & 255) / 255.0, (hex & 255) / 255.0, alpha};
}
Colour mix(Colour a, Colour b, double share_of_b);

struct Point {
    double x = 0, y = 0;
};
struct Area {
    double x = 0, y = 0, width = 0, height = 0;
    Point middle() const { return {x + width / 2, y + height / 2}; }
};

struct Ink {
    std::string_view face = "Liberation Sans";
    double size = 3;  // em, mm
    Colour colour{0.08, 0.08, 0.1};
    bool bold = false, italic = false;
    double tracking = 0;  // extra space between letters, mm
};
enum class Align { left, centre, right };

/// Draws on a cairo context whose unit is the millimetre, origin top left.
class Canvas {
  public:
    explicit Canvas(cairo_t* cairo) : cairo_(cairo) {}
    cairo_t* cairo() { return cairo_; }

    /// `at` is on the base line; returns the width in mm.
    double text(Point at, std::string_view words, const Ink& ink, Align align = Align::left);
    /// Lines of running text, wrapped at `width`; returns the height in mm. `at` is the top left corner.
    double paragraph(Point at, double width, std::string_view words, const Ink& ink, double leading = 1.35);
    /// One character at a time at a fixed pitch (machine-readable zones, card numbers).
    void pitched(Point at, std::string_view characters, double pitch, const Ink& ink);

    void fill(const Area& area, Colour colour, double corner = 0);
    void frame(const Area& area, Colour colour, double line, double corner = 0);
    void line(Point from, Point to, Colour colour, double width);
    void disc(Point centre, double radius, Colour colour);
    void polyline(const std::vector<Point>& points, bool closed = false);
    void rounded(const Area& area, double corner);  // a path
    void colour(Colour colour);
    void picture(const Area& area, const cv::Mat& bgr);

    /// Everything drawn by `draw` is moved, turned (radians) and scaled about `at`.
    void placed(Point at, double turn, double scale, const std::function<void()>& draw);
    void clipped(const Area& area, const std::function<void()>& draw, double corner = 0);

  private:
    cairo_t* cairo_;
};

/// A flat original: what it looks like and what it is made of.
struct Sheet {
    double width = 210, height = 297;  // mm
    double corner = 0;                 // radius, mm
    Area focus{};                      // the part a careful photographer frames; empty: all
    enum class Stuff { paper, booklet, plastic } stuff = Stuff::paper;
    std::vector<double> folds{};  // heights of horizontal folds, mm
    std::function<void(Canvas&)> draw{};

    Area focus_or_all() const { return focus.width > 0 ? focus : Area{0, 0, width, height}; }
};

/// BGRA, 8 bit, premultiplied; transparent outside rounded corners.
cv::Mat render(const Sheet& sheet, double dpi);
/// The focus of the sheet, opaque on white, BGR.
cv::Mat render_focus(const Sheet& sheet, double dpi);
/// Runs `draw` in pixels on an opaque white BGR picture.
cv::Mat paint(int width, int height, const std::function<void(Canvas&)>& draw);

struct PdfFacts {
    std::string title, producer, made_at;  // ISO 8601
};
/// A vector page with a text layer, of the focus of the sheet.
std::string vector_pdf(const Sheet& sheet, const PdfFacts& facts);
/// A4 pages filled by one JPEG each, as office scanners write them.
std::string picture_pdf(const std::vector<std::string>& jpegs, double dpi, const PdfFacts& facts);

}  // namespace samples
