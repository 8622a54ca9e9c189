#include "samples/screen.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "samples/canvas.h"

namespace samples {
namespace {

constexpr std::string_view ui = "DejaVu Sans";
constexpr Colour dark = rgb(0x202124), soft = rgb(0x5f6368), pale = rgb(0xdee1e6);

/// The document shrunk to `width` pixels by area, as a viewer does.
cv::Mat shown(const cv::Mat& document, double width) {
    cv::Mat made;
    const double scale = width / document.cols;
    cv::resize(document, made, {}, scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
    return made;
}

void status_bar(Canvas& canvas, const Viewing& viewing, Random& random) {
    canvas.text({108, 96}, viewing.clock, {.face = ui, .size = 46, .colour = dark, .bold = true});
    for (int bar = 0; bar < 4; ++bar)
        canvas.fill({872.0 + bar * 17, 92.0 - 9 * (bar + 1), 11, 9.0 * (bar + 1)}, bar < 3 ? dark : pale, 2);
    for (int arc = 0; arc < 3; ++arc) {
        cairo_new_path(canvas.cairo());
        cairo_arc(canvas.cairo(), 972, 92, 10 + arc * 12, -2.35, -0.79);
        canvas.colour(dark);
        cairo_set_line_width(canvas.cairo(), 6);
        cairo_stroke(canvas.cairo());
    }
    canvas.frame({1024, 62, 66, 32}, dark, 3, 9);
    canvas.fill({1029, 67, random.between(18, 54), 22}, dark, 5);
    canvas.fill({1092, 72, 5, 12}, dark, 2);
}

void phone_bars(Canvas& canvas, const Viewing& viewing) {
    canvas.fill({0, 132, 1170, 118}, rgb(0xf7f7f8));
    canvas.line({0, 250}, {1170, 250}, rgb(0xc6c6c8), 1.5);
    const Colour blue = rgb(0x0a6cff);
    canvas.polyline({{62, 168}, {40, 192}, {62, 216}});
    canvas.colour(blue);
    cairo_set_line_width(canvas.cairo(), 6);
    cairo_stroke(canvas.cairo());
    canvas.text({84, 207}, "Terug", {.face = ui, .size = 40, .colour = blue});
    canvas.text({585, 207}, viewing.title, {.face = ui, .size = 38, .colour = dark, .bold = true},
                Align::centre);
    canvas.text({1120, 207}, "Deel", {.face = ui, .size = 40, .colour = blue}, Align::right);
    canvas.fill({0, 2352, 1170, 180}, rgb(0xf7f7f8));
    canvas.line({0, 2352}, {1170, 2352}, rgb(0xc6c6c8), 1.5);
    for (int i = 0; i < 5; ++i) canvas.frame({110.0 + i * 228, 2386, 44, 44}, blue, 5, i % 2 ? 22 : 8);
    canvas.fill({385, 2498, 400, 13}, dark, 6.5);
}

void tab_strip(Canvas& canvas, const Viewing& viewing) {
    canvas.fill({0, 0, 1920, 42}, pale);
    canvas.fill({12, 6, 300, 40}, {1, 1, 1}, 9);
    canvas.disc({34, 25}, 8, rgb(0x1f8a4c));
    canvas.clipped({50, 6, 236, 36}, [&] {
        canvas.text({50, 30}, viewing.title, {.face = ui, .size = 13.5, .colour = dark});
    });
    canvas.text({296, 30}, "×", {.face = ui, .size = 17, .colour = soft}, Align::centre);
    canvas.text({330, 31}, "+", {.face = ui, .size = 21, .colour = soft});
    for (const auto& [x, sign] : {std::pair{1780.0, "–"}, std::pair{1836.0, "□"}, std::pair{1892.0, "×"}})
        canvas.text({x, 29}, sign, {.face = ui, .size = 18, .colour = dark}, Align::centre);
}

void address_bar(Canvas& canvas, const Viewing& viewing) {
    canvas.fill({0, 42, 1920, 50}, {1, 1, 1});
    for (const auto& [x, sign] : {std::pair{28.0, "←"}, std::pair{66.0, "→"}, std::pair{104.0, "↻"}})
        canvas.text({x, 74}, sign, {.face = ui, .size = 20, .colour = soft}, Align::centre);
    canvas.fill({136, 50, 1560, 34}, rgb(0xf1f3f4), 17);
    canvas.frame({155, 64, 12, 10}, soft, 1.6, 2);
    canvas.text({180, 73}, "https://" + viewing.address, {.face = ui, .size = 15, .colour = dark});
    canvas.disc({1860, 67}, 15, rgb(0x7a5a90));
    canvas.text({1860, 73}, "G", {.face = ui, .size = 16, .colour = {1, 1, 1}}, Align::centre);
    canvas.line({0, 92}, {1920, 92}, pale, 1);
}

void viewer_bar(Canvas& canvas, const Viewing& viewing) {
    canvas.fill({0, 92, 1920, 54}, rgb(0x323639));
    for (double y : {112.0, 119.0, 126.0}) canvas.line({26, y}, {46, y}, {1, 1, 1}, 2.2);
    canvas.text({72, 125}, viewing.title, {.face = ui, .size = 16, .colour = {1, 1, 1}});
    canvas.text({900, 125}, "1 / 1     –   100%   +", {.face = ui, .size = 15, .colour = {1, 1, 1}});
    canvas.frame({1800, 112, 20, 13}, {1, 1, 1}, 2, 2);  // a printer
    canvas.fill({1804, 106, 12, 6}, {1, 1, 1});
    canvas.fill({1804, 121, 12, 8}, {1, 1, 1});
    for (double y : {111.0, 119.0, 127.0}) canvas.disc({1858, y}, 2, {1, 1, 1});
}

}  // namespace

cv::Mat phone_screenshot(const cv::Mat& document, const Viewing& viewing, Random& random) {
    return paint(1170, 2532, [&](Canvas& canvas) {
        canvas.fill({0, 0, 1170, 2532}, rgb(0xe9e9eb));
        const cv::Mat page = shown(document, 1122);
        const double free = 2102.0 - page.rows, y = 250 + std::max(24.0, free / 2);
        canvas.fill({26, y + 4, 1122, double(page.rows)}, rgb(0xb9b9bd));
        canvas.clipped({0, 250, 1170, 2102}, [&] { canvas.picture({24, y, 1122, double(page.rows)}, page); });
        canvas.fill({0, 0, 1170, 132}, rgb(0xf7f7f8));
        status_bar(canvas, viewing, random);
        phone_bars(canvas, viewing);
    });
}

cv::Mat desktop_screenshot(const cv::Mat& document, const Viewing& viewing) {
    return paint(1920, 1080, [&](Canvas& canvas) {
        canvas.fill({0, 0, 1920, 1080}, rgb(0x525659));
        const bool tall = document.rows > document.cols;
        const cv::Mat page = shown(document, tall ? 1000 : 1180);
        const double x = (1920 - page.cols) / 2, y = tall ? 158 : 146 + (934 - page.rows) / 2.0;
        canvas.fill({x + 3, y + 3, double(page.cols), double(page.rows)}, rgb(0x2e3133));
        canvas.picture({x, y, double(page.cols), double(page.rows)}, page);
        tab_strip(canvas, viewing);
        address_bar(canvas, viewing);
        viewer_bar(canvas, viewing);
        canvas.fill({1904, 146, 16, 934}, rgb(0x424649));
        canvas.fill({1907, 150, 10, tall ? 560.0 : 926.0}, rgb(0x8a8d90), 5);
    });
}

}  // namespace samples
