#pragma once
// Small pictures for tests: print on paper, a card on a table, a lamp's colour, a sensor's noise.
#include <pango/pangocairo.h>

#include <opencv2/imgproc.hpp>
#include <string>

#include "imaging/document.h"

namespace paint {

inline cv::Mat sheet(int wide, int high, cv::Scalar rgb = {250, 250, 248}) {
    return {high, wide, CV_8UC3, rgb};
}

/// Text with its upper left corner at (x, y), `size` pixels an em.
inline void text(cv::Mat& page, int x, int y, const std::string& words, double size,
                 const char* family = "Liberation Sans", cv::Scalar rgb = {30, 30, 34}) {
    cv::Mat here = page(cv::Rect{x, y, page.cols - x, std::min(page.rows - y, int(size * 2))});
    const int stride = cairo_format_stride_for_width(CAIRO_FORMAT_A8, here.cols);
    cv::Mat buffer(here.rows, stride, CV_8U, cv::Scalar(0));
    cairo_surface_t* surface =
        cairo_image_surface_create_for_data(buffer.data, CAIRO_FORMAT_A8, here.cols, here.rows, stride);
    cairo_t* cairo = cairo_create(surface);
    PangoLayout* layout = pango_cairo_create_layout(cairo);
    PangoFontDescription* font = pango_font_description_new();
    pango_font_description_set_family(font, family);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, words.c_str(), -1);
    cairo_move_to(cairo, 0, 0);
    pango_cairo_show_layout(cairo, layout);
    pango_font_description_free(font);
    g_object_unref(layout);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    for (int r = 0; r < here.rows; ++r)
        for (int c = 0; c < here.cols; ++c)
            if (const double a = buffer.at<std::uint8_t>(r, c) / 255.0; a > 0)
                for (int k = 0; k < 3; ++k) {
                    auto& p = here.at<cv::Vec3b>(r, c)[k];
                    p = cv::saturate_cast<std::uint8_t>(p * (1 - a) + rgb[k] * a);
                }
}

/// Ten letters an inch (9303-3, 4.2), `mm` pixels a millimetre.
inline void zone(cv::Mat& page, double x, double y, const std::string& line, double mm) {
    for (std::size_t i = 0; i < line.size(); ++i)
        text(page, int((x + 2.54 * double(i)) * mm), int(y * mm), line.substr(i, 1), 3.6 * mm, "OCR B");
}

/// A sensor: blur, noise, the same for every run.
inline cv::Mat taken(const cv::Mat& page, double noise = 3, double blur = 0.8) {
    cv::Mat soft, grain(page.size(), CV_16SC3), out;
    cv::GaussianBlur(page, soft, {}, blur);
    cv::RNG random(7);
    random.fill(grain, cv::RNG::NORMAL, 0, noise);
    soft.convertTo(soft, CV_16SC3);
    cv::Mat(soft + grain).convertTo(out, CV_8UC3);
    return out;
}

/// Every channel times its share: a lamp.
inline cv::Mat lit(const cv::Mat& page, cv::Scalar share) {
    cv::Mat out;
    cv::multiply(page, share, out);
    return out;
}

inline cv::Mat gray(const cv::Mat& page) {
    cv::Mat one, three;
    cv::cvtColor(page, one, cv::COLOR_RGB2GRAY);
    cv::cvtColor(one, three, cv::COLOR_GRAY2RGB);
    return three;
}

/// Laid on a wooden table, a few degrees askew.
inline cv::Mat on_table(const cv::Mat& page, double degrees = 4, double share = 0.75) {
    cv::Mat table(int(page.rows / share), int(page.cols / share), CV_8UC3, cv::Scalar(112, 78, 52));
    cv::Mat turn = cv::getRotationMatrix2D({float(page.cols) / 2, float(page.rows) / 2}, degrees, 1);
    turn.at<double>(0, 2) += (table.cols - page.cols) / 2.0;
    turn.at<double>(1, 2) += (table.rows - page.rows) / 2.0;
    cv::warpAffine(page, table, turn, table.size(), cv::INTER_LINEAR, cv::BORDER_TRANSPARENT);
    return table;
}

inline imaging::Picture picture(const cv::Mat& rgb) {
    const cv::Mat whole = rgb.isContinuous() ? rgb : rgb.clone();
    return {rgb.cols, rgb.rows, imaging::Bytes(whole.data, whole.data + whole.total() * 3)};
}

inline imaging::Document photo(const cv::Mat& rgb) {
    imaging::Document document;
    document.provenance.make = "Kamera";
    document.provenance.has_exposure = true;
    document.provenance.file_width = std::uint32_t(rgb.cols),
    document.provenance.file_height = std::uint32_t(rgb.rows);
    document.pages.push_back(picture(rgb));
    return document;
}

/// A passport's data page: coloured ground, a portrait, the zone.
inline cv::Mat passport(const std::string& line1, const std::string& line2, int wide = 1250) {
    const double mm = wide / 125.0;
    cv::Mat page = sheet(wide, int(88 * mm), {214, 226, 240});
    cv::rectangle(page, cv::Rect{int(6 * mm), int(22 * mm), int(32 * mm), int(40 * mm)}, {196, 160, 132},
                  cv::FILLED);
    cv::circle(page, {int(22 * mm), int(38 * mm)}, int(9 * mm), {224, 180, 150}, cv::FILLED);
    cv::rectangle(page, cv::Rect{0, 0, wide, int(10 * mm)}, {140, 40, 50}, cv::FILLED);
    text(page, int(6 * mm), int(2 * mm), "UTOPIA", 6 * mm, "Liberation Serif", {250, 240, 220});
    cv::rectangle(page, cv::Rect{0, int(66 * mm), wide, int(22 * mm)}, {238, 240, 240}, cv::FILLED);
    zone(page, 6, 70, line1, mm);
    zone(page, 6, 76, line2, mm);
    return page;
}

}  // namespace paint
