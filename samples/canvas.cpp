#include "samples/canvas.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <memory>
#include <numbers>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

namespace samples {
namespace {

constexpr double mm_per_point = 25.4 / 72;
// Text is laid out in twentieths of a millimetre: pango thinks in pixels and dislikes fonts of three of them.
constexpr double text_units = 20;

template <class T, void (*release)(T*)>
struct Release {
    void operator()(T* thing) const { release(thing); }
};
using Surface = std::unique_ptr<cairo_surface_t, Release<cairo_surface_t, cairo_surface_destroy>>;
using Context = std::unique_ptr<cairo_t, Release<cairo_t, cairo_destroy>>;
using Font =
    std::unique_ptr<PangoFontDescription, Release<PangoFontDescription, pango_font_description_free>>;
struct Unref {
    void operator()(void* object) const { g_object_unref(object); }
};
using Layout = std::unique_ptr<PangoLayout, Unref>;

Layout lay_out(cairo_t* cairo, std::string_view words, const Ink& ink) {
    Layout layout(pango_cairo_create_layout(cairo));
    PangoContext* context = pango_layout_get_context(layout.get());
    const std::unique_ptr<cairo_font_options_t, Release<cairo_font_options_t, cairo_font_options_destroy>>
        options(cairo_font_options_create());
    cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options.get());
    pango_context_set_round_glyph_positions(context, FALSE);

    const Font font(pango_font_description_new());
    pango_font_description_set_family(font.get(), std::string(ink.face).c_str());
    pango_font_description_set_absolute_size(font.get(), ink.size * text_units * PANGO_SCALE);
    if (ink.bold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_BOLD);
    if (ink.italic) pango_font_description_set_style(font.get(), PANGO_STYLE_ITALIC);
    pango_layout_set_font_description(layout.get(), font.get());
    if (ink.tracking != 0) {
        PangoAttrList* attributes = pango_attr_list_new();
        pango_attr_list_insert(attributes, pango_attr_letter_spacing_new(
                                               static_cast<int>(ink.tracking * text_units * PANGO_SCALE)));
        pango_layout_set_attributes(layout.get(), attributes);
        pango_attr_list_unref(attributes);
    }
    pango_layout_set_text(layout.get(), words.data(), static_cast<int>(words.size()));
    return layout;
}

double millimetres(int pango_units) {
    return pango_units / (text_units * PANGO_SCALE);
}

/// Cairo 1.16 embeds no OCR B in a PDF: it names the font, leaves it out, and the print is gone. There it is
/// drawn as outlines, as programs do with fonts they may not embed.
void show(cairo_t* cairo, PangoLayout* layout, const Ink& ink) {
    const bool pdf = cairo_surface_get_type(cairo_get_target(cairo)) == CAIRO_SURFACE_TYPE_PDF;
    if (!pdf || !ink.face.starts_with("OCR")) return pango_cairo_show_layout(cairo, layout);
    pango_cairo_layout_path(cairo, layout);
    cairo_fill(cairo);
}

Surface image(int width, int height) {
    Surface surface(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height));
    if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error("no room for a picture");
    return surface;
}

cv::Mat pixels(cairo_surface_t* surface) {
    cairo_surface_flush(surface);
    return cv::Mat(cairo_image_surface_get_height(surface), cairo_image_surface_get_width(surface), CV_8UC4,
                   cairo_image_surface_get_data(surface),
                   static_cast<std::size_t>(cairo_image_surface_get_stride(surface)))
        .clone();
}

cv::Mat opaque(const cv::Mat& bgra) {
    cv::Mat bgr;
    cv::cvtColor(bgra, bgr, cv::COLOR_BGRA2BGR);
    return bgr;
}

cairo_status_t append(void* to, const unsigned char* data, unsigned int length) {
    static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
}

void describe(cairo_surface_t* pdf, const PdfFacts& facts) {
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_TITLE, facts.title.c_str());
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATOR, facts.producer.c_str());
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE, facts.made_at.c_str());
}

void finish(const Surface& pdf) {
    cairo_surface_finish(pdf.get());
    if (cairo_surface_status(pdf.get()) != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error("a PDF was not written");
}

}  // namespace

Colour mix(Colour a, Colour b, double share) {
    const auto between = [share](double x, double y) { return x + (y - x) * share; };
    return {between(a.red, b.red), between(a.green, b.green), between(a.blue, b.blue),
            between(a.alpha, b.alpha)};
}

void Canvas::colour(Colour colour) {
    cairo_set_source_rgba(cairo_, colour.red, colour.green, colour.blue, colour.alpha);
}

double Canvas::text(Point at, std::string_view words, const Ink& ink, Align align) {
    cairo_save(cairo_);
    cairo_translate(cairo_, at.x, at.y);
    cairo_scale(cairo_, 1 / text_units, 1 / text_units);
    const Layout layout = lay_out(cairo_, words, ink);
    int width = 0;
    pango_layout_get_size(layout.get(), &width, nullptr);
    const double shift = align == Align::left ? 0 : align == Align::centre ? 0.5 : 1;
    cairo_move_to(cairo_, -shift * width / PANGO_SCALE,
                  -pango_layout_get_baseline(layout.get()) / double{PANGO_SCALE});
    colour(ink.colour);
    show(cairo_, layout.get(), ink);
    cairo_restore(cairo_);
    return millimetres(width);
}

double Canvas::paragraph(Point at, double width, std::string_view words, const Ink& ink, double leading) {
    cairo_save(cairo_);
    cairo_translate(cairo_, at.x, at.y);
    cairo_scale(cairo_, 1 / text_units, 1 / text_units);
    const Layout layout = lay_out(cairo_, words, ink);
    pango_layout_set_width(layout.get(), static_cast<int>(width * text_units * PANGO_SCALE));
    pango_layout_set_line_spacing(layout.get(), static_cast<float>(leading));
    cairo_move_to(cairo_, 0, 0);
    colour(ink.colour);
    pango_cairo_show_layout(cairo_, layout.get());
    int height = 0;
    pango_layout_get_size(layout.get(), nullptr, &height);
    cairo_restore(cairo_);
    return millimetres(height);
}

void Canvas::pitched(Point at, std::string_view characters, double pitch, const Ink& ink) {
    for (std::size_t i = 0; i < characters.size(); ++i)
        if (characters[i] != ' ')
            text({at.x + static_cast<double>(i) * pitch + pitch / 2, at.y}, characters.substr(i, 1), ink,
                 Align::centre);
}

void Canvas::rounded(const Area& area, double corner) {
    cairo_new_path(cairo_);
    if (corner <= 0) return cairo_rectangle(cairo_, area.x, area.y, area.width, area.height);
    const double quarter = std::numbers::pi / 2, right = area.x + area.width, bottom = area.y + area.height;
    cairo_arc(cairo_, right - corner, area.y + corner, corner, -quarter, 0);
    cairo_arc(cairo_, right - corner, bottom - corner, corner, 0, quarter);
    cairo_arc(cairo_, area.x + corner, bottom - corner, corner, quarter, 2 * quarter);
    cairo_arc(cairo_, area.x + corner, area.y + corner, corner, 2 * quarter, 3 * quarter);
    cairo_close_path(cairo_);
}

void Canvas::fill(const Area& area, Colour ink, double corner) {
    rounded(area, corner);
    colour(ink);
    cairo_fill(cairo_);
}

void Canvas::frame(const Area& area, Colour ink, double line, double corner) {
    rounded(area, corner);
    colour(ink);
    cairo_set_line_width(cairo_, line);
    cairo_stroke(cairo_);
}

void Canvas::line(Point from, Point to, Colour ink, double width) {
    cairo_new_path(cairo_);
    cairo_move_to(cairo_, from.x, from.y);
    cairo_line_to(cairo_, to.x, to.y);
    colour(ink);
    cairo_set_line_width(cairo_, width);
    cairo_stroke(cairo_);
}

void Canvas::disc(Point centre, double radius, Colour ink) {
    cairo_new_path(cairo_);
    cairo_arc(cairo_, centre.x, centre.y, radius, 0, 2 * std::numbers::pi);
    colour(ink);
    cairo_fill(cairo_);
}

void Canvas::polyline(const std::vector<Point>& points, bool closed) {
    cairo_new_path(cairo_);
    for (const Point& point : points) cairo_line_to(cairo_, point.x, point.y);
    if (closed) cairo_close_path(cairo_);
}

void Canvas::picture(const Area& area, const cv::Mat& bgr) {
    const Surface surface = image(bgr.cols, bgr.rows);
    cv::Mat target(bgr.rows, bgr.cols, CV_8UC4, cairo_image_surface_get_data(surface.get()),
                   static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get())));
    cv::cvtColor(bgr, target, cv::COLOR_BGR2BGRA);
    cairo_surface_mark_dirty(surface.get());
    cairo_save(cairo_);
    cairo_translate(cairo_, area.x, area.y);
    cairo_scale(cairo_, area.width / bgr.cols, area.height / bgr.rows);
    cairo_set_source_surface(cairo_, surface.get(), 0, 0);
    cairo_paint(cairo_);
    cairo_restore(cairo_);
}

void Canvas::placed(Point at, double turn, double scale, const std::function<void()>& draw) {
    cairo_save(cairo_);
    cairo_translate(cairo_, at.x, at.y);
    cairo_rotate(cairo_, turn);
    cairo_scale(cairo_, scale, scale);
    draw();
    cairo_restore(cairo_);
}

void Canvas::clipped(const Area& area, const std::function<void()>& draw, double corner) {
    cairo_save(cairo_);
    rounded(area, corner);
    cairo_clip(cairo_);
    draw();
    cairo_restore(cairo_);
}

cv::Mat render(const Sheet& sheet, double dpi) {
    const double scale = dpi / 25.4;
    const Surface surface = image(cvRound(sheet.width * scale), cvRound(sheet.height * scale));
    const Context context(cairo_create(surface.get()));
    cairo_scale(context.get(), scale, scale);
    Canvas canvas(context.get());
    const Area all{0, 0, sheet.width, sheet.height};
    canvas.clipped(
        all,
        [&] {
            canvas.fill(all, {1, 1, 1});
            sheet.draw(canvas);
        },
        sheet.corner);
    return pixels(surface.get());
}

cv::Mat render_focus(const Sheet& sheet, double dpi) {
    const Area focus = sheet.focus_or_all();
    const double scale = dpi / 25.4;
    return paint(cvRound(focus.width * scale), cvRound(focus.height * scale), [&](Canvas& canvas) {
        canvas.placed({-focus.x * scale, -focus.y * scale}, 0, scale, [&] { sheet.draw(canvas); });
    });
}

cv::Mat paint(int width, int height, const std::function<void(Canvas&)>& draw) {
    const Surface surface = image(width, height);
    const Context context(cairo_create(surface.get()));
    Canvas canvas(context.get());
    canvas.fill({0, 0, double(width), double(height)}, {1, 1, 1});
    draw(canvas);
    return opaque(pixels(surface.get()));
}

std::string vector_pdf(const Sheet& sheet, const PdfFacts& facts) {
    const Area focus = sheet.focus_or_all();
    std::string made;
    const Surface pdf(cairo_pdf_surface_create_for_stream(append, &made, focus.width / mm_per_point,
                                                          focus.height / mm_per_point));
    describe(pdf.get(), facts);
    const Context context(cairo_create(pdf.get()));
    cairo_scale(context.get(), 1 / mm_per_point, 1 / mm_per_point);
    cairo_translate(context.get(), -focus.x, -focus.y);
    Canvas canvas(context.get());
    sheet.draw(canvas);
    cairo_show_page(context.get());
    finish(pdf);
    return made;
}

std::string picture_pdf(const std::vector<std::string>& jpegs, double dpi, const PdfFacts& facts) {
    std::string made;
    const Surface pdf(cairo_pdf_surface_create_for_stream(append, &made, 595.28, 841.89));
    describe(pdf.get(), facts);
    const Context context(cairo_create(pdf.get()));
    for (const std::string& jpeg : jpegs) {
        const std::vector<uchar> bytes(jpeg.begin(), jpeg.end());
        const cv::Mat decoded = cv::imdecode(bytes, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
        const Surface picture = image(decoded.cols, decoded.rows);
        cairo_surface_set_mime_data(picture.get(), CAIRO_MIME_TYPE_JPEG,
                                    reinterpret_cast<const unsigned char*>(jpeg.data()), jpeg.size(), nullptr,
                                    nullptr);
        cairo_pdf_surface_set_size(pdf.get(), decoded.cols * 72 / dpi, decoded.rows * 72 / dpi);
        cairo_save(context.get());
        cairo_scale(context.get(), 72 / dpi, 72 / dpi);
        cairo_set_source_surface(context.get(), picture.get(), 0, 0);
        cairo_paint(context.get());
        cairo_restore(context.get());
        cairo_show_page(context.get());
    }
    finish(pdf);
    return made;
}

}  // namespace samples
