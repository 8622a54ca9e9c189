#include "imaging/overlay.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "imaging/origin.h"
#include "imaging/quality.h"
#include "imaging/reduce.h"
#include "imaging/screen_grid.h"

namespace imaging {
namespace {

// Told apart by the colour-blind, too, and found on few documents.
const cv::Scalar against{232, 98, 20}, in_order{0, 140, 160};

cv::Size size_of(const Explained& explained) {
    const Picture& page = explained.page;
    const double shrink = std::min(1.0, double(overlay_side) / std::max(page.width, page.height));
    return {std::max(1, int(page.width * shrink)), std::max(1, int(page.height * shrink))};
}

/// The gray that a twentieth of the picture is brighter than: paper.
double bright_end(const cv::Mat& gray) {
    std::vector<std::uint8_t> values;
    for (int y = 0; y < gray.rows; y += 2)
        for (int x = 0; x < gray.cols; x += 2) values.push_back(gray.at<std::uint8_t>(y, x));
    const auto at = values.begin() + std::ptrdiff_t(values.size() * 19 / 20);
    std::nth_element(values.begin(), at, values.end());
    return std::max<double>(*at, 40);
}

cv::Mat sheet_of(const Explained& explained, cv::Size size) {
    cv::Mat inside(size, CV_8U, cv::Scalar(explained.sheet.found ? 0 : 255));
    std::vector<cv::Point> corners;
    for (const auto& corner : explained.sheet.corners)
        corners.emplace_back(int(corner.x * float(size.width) / float(explained.copy.rgb.cols)),
                             int(corner.y * float(size.height) / float(explained.copy.rgb.rows)));
    if (explained.sheet.found) cv::fillConvexPoly(inside, corners, cv::Scalar(255), cv::LINE_AA);
    return inside;
}

/// The light of the page, faded, so that paint shows on paper and on ink; darker beside the sheet. CV_8U.
cv::Mat ground_of(const Explained& explained, bool coarse = false) {
    constexpr int cells = 16;  // of a coarse ground, along the long side: no letter of a document is as large
    const cv::Size size = size_of(explained);
    cv::Mat gray = reduced(explained.copy.gray, double(overlay_side) / std::max(explained.copy.gray.cols,
                                                                                explained.copy.gray.rows));
    if (coarse) {
        const double shrink = double(cells) / std::max(gray.cols, gray.rows);
        const cv::Size few{std::max(1, int(gray.cols * shrink)), std::max(1, int(gray.rows * shrink))};
        cv::resize(gray, gray, few, 0, 0, cv::INTER_AREA);
    }
    cv::resize(gray, gray, size, 0, 0, cv::INTER_LINEAR);
    cv::Mat light, beside, outside;
    gray.convertTo(light, CV_8U, 0.72 * 255 / bright_end(gray));
    light += 62;
    light.convertTo(beside, CV_8U, 0.55);
    cv::bitwise_not(sheet_of(explained, size), outside);
    beside.copyTo(light, outside);
    return light;
}

cv::Mat in_rgb(const cv::Mat& gray) {
    cv::Mat rgb;
    cv::cvtColor(gray, rgb, cv::COLOR_GRAY2RGB);
    return rgb;
}

Picture picture_of(const cv::Mat& rgb) {
    return {rgb.cols, rgb.rows, Bytes(rgb.datastart, rgb.dataend)};
}

/// `mask`: CV_8U, 255 where the paint covers `share` of what is below.
void paint(cv::Mat& rgb, const cv::Mat& mask, const cv::Scalar& colour, double share) {
    for (int y = 0; y < rgb.rows; ++y)
        for (int x = 0; x < rgb.cols; ++x) {
            const double covers = mask.at<std::uint8_t>(y, x) / 255.0 * share;
            if (covers <= 0) continue;
            for (int k = 0; k < 3; ++k) {
                auto& value = rgb.at<cv::Vec3b>(y, x)[k];
                value = cv::saturate_cast<std::uint8_t>(value * (1 - covers) + colour[k] * covers);
            }
        }
}

cv::Rect scaled(const cv::Rect& place, double scale) {
    return {cv::Point(cvFloor(place.x * scale), cvFloor(place.y * scale)),
            cv::Point(cvCeil(place.br().x * scale), cvCeil(place.br().y * scale))};
}

/// Pixels of an overlay a full pixel.
double scale_of(const Explained& explained) {
    return double(size_of(explained).width) / explained.page.width;
}

cv::Mat middle_of(const Explained& explained, cv::Point& at) {
    const cv::Mat middle = middle_of(explained.page, explained.sheet, explained.copy.scale);
    cv::Size whole;
    middle.locateROI(whole, at);
    return middle;
}

/// The sheet in the copy, as the measures of quality look at it.
cv::Rect looked_at(const Explained& explained) {
    const cv::Mat& rgb = explained.copy.rgb;
    return cv::boundingRect(explained.sheet.corners) & cv::Rect{0, 0, rgb.cols, rgb.rows};
}

/// A mask of the looked-at part of the copy, as one of the overlay.
cv::Mat on_overlay(const cv::Mat& mask, const Explained& explained, int interpolation) {
    const cv::Mat& rgb = explained.copy.rgb;
    const cv::Rect looked = looked_at(explained);
    cv::Mat whole(rgb.size(), CV_8U, cv::Scalar(0)), resized;
    cv::resize(mask, resized, looked.size(), 0, 0, interpolation);
    resized.copyTo(whole(looked));
    cv::resize(whole, resized, size_of(explained), 0, 0, cv::INTER_AREA);
    return resized;
}

// ---- one function a check ----

Picture colours_of(const Explained& explained, bool one_tint) {
    const Chroma& chroma = explained.chroma;
    cv::Mat colour = one_tint ? chroma.cast.clone() : cv::Mat();
    if (!one_tint) {
        // What differs from pixel to pixel is noise. What is left of colour keeps its strength, the rest
        // none.
        cv::GaussianBlur(chroma.left, colour, {}, 1.5);
        for (int y = 0; y < colour.rows; ++y)
            for (int x = 0; x < colour.cols; ++x) {
                auto& ab = colour.at<cv::Vec2f>(y, x);
                const double strength = std::sqrt(double(ab.dot(ab)));
                ab *= float(std::clamp((strength - least_chroma) / (strong_chroma - least_chroma), 0.0, 1.0));
            }
    }
    const double scale = scale_of(explained);
    const cv::Mat to_overlay = (cv::Mat_<double>(3, 3) << scale, 0, 0, 0, scale, 0, 0, 0, 1) * chroma.back;
    cv::Mat placed, rgb, lab, parts[2];
    cv::warpPerspective(colour, placed, to_overlay, size_of(explained), cv::INTER_LINEAR, cv::BORDER_CONSTANT,
                        cv::Scalar::all(0));
    cv::split(placed, parts);
    cv::cvtColor(in_rgb(ground_of(explained)), lab, cv::COLOR_RGB2Lab);
    cv::Mat channels[3];
    cv::split(lab, channels);
    for (int k = 0; k < 2; ++k) parts[k].convertTo(channels[k + 1], CV_8U, 1.5, 128);
    cv::merge(channels, 3, lab);
    cv::cvtColor(lab, rgb, cv::COLOR_Lab2RGB);
    return picture_of(rgb);
}

std::optional<Picture> repeats_of(const Explained& explained) {
    cv::Point at;
    const cv::Mat middle = middle_of(explained, at);
    const OriginPlaces& places = explained.origin;
    if (places.twins.empty() && places.flat.empty() && places.drawn.empty()) return std::nullopt;
    const double scale = scale_of(explained);
    cv::Mat rgb = in_rgb(ground_of(explained, true));
    // Tones by large parts, letters and drawn shapes by their boxes: none shows what is written.
    constexpr int part = 64;
    cv::Mat flat(std::max(1, middle.rows / part), std::max(1, middle.cols / part), CV_32F, cv::Scalar(0));
    for (const cv::Rect& block : places.flat)
        flat.at<float>(std::min(block.y / part, flat.rows - 1), std::min(block.x / part, flat.cols - 1)) +=
            1.0F / ((part / 8) * (part / 8));
    cv::Mat tones(rgb.size(), CV_8U, cv::Scalar(0)), letters = tones.clone(), share;
    const cv::Rect looked = scaled({at, middle.size()}, scale) & cv::Rect{0, 0, rgb.cols, rgb.rows};
    flat.convertTo(share, CV_8U, 255);
    cv::resize(share, share, looked.size(), 0, 0, cv::INTER_NEAREST);
    share.copyTo(tones(looked));
    for (const cv::Rect& letter : places.twins)
        cv::rectangle(letters, scaled(letter + at, scale), cv::Scalar(255), cv::FILLED);
    for (const cv::Rect& shape : places.drawn)
        cv::rectangle(letters, scaled(shape + at, scale), cv::Scalar(255), 2);
    paint(rgb, tones, in_order, 0.75);
    paint(rgb, letters, against, 0.9);
    return picture_of(rgb);
}

std::optional<Picture> screen_of(const Explained& explained) {
    cv::Point at;
    const cv::Mat middle = middle_of(explained, at);
    cv::Mat rgb = in_rgb(ground_of(explained)), mask(rgb.size(), CV_8U, cv::Scalar(0));
    const auto places = places_of_grid(middle);
    if (places.empty()) return std::nullopt;
    for (const cv::Rect& place : places)
        cv::rectangle(mask, scaled(place + at, scale_of(explained)), cv::Scalar(255), cv::FILLED);
    paint(rgb, mask, against, 0.45);
    return picture_of(rgb);
}

Picture sharpness_of(const Explained& explained, double most_blur) {
    constexpr int cell = 32;
    const cv::Mat blur = blur_of_parts(explained.copy.gray(looked_at(explained)), cell);
    cv::Mat rgb = in_rgb(ground_of(explained));
    const cv::Mat sharp = (blur >= 0) & (blur <= most_blur), soft = blur > most_blur;
    paint(rgb, on_overlay(sharp, explained, cv::INTER_NEAREST), in_order, 0.5);
    paint(rgb, on_overlay(soft, explained, cv::INTER_NEAREST), against, 0.5);
    return picture_of(rgb);
}

Picture covered(const Explained& explained, const cv::Mat& mask) {
    cv::Mat rgb = in_rgb(ground_of(explained));
    paint(rgb, on_overlay(mask, explained, cv::INTER_LINEAR), against, 0.65);
    return picture_of(rgb);
}

}  // namespace

std::optional<Picture> overlay_of(const domain::Finding& finding, const Explained& explained) {
    if (finding.outcome == domain::Outcome::clear || explained.page.width < 1 || explained.page.height < 1)
        return std::nullopt;
    if (finding.check == "colour") return colours_of(explained, finding.reason == domain::Reason::img_tinted);
    // Below another threshold the file spoke, not its pixels (origin.h).
    if (finding.check == "origin")
        return finding.threshold == least_render ? repeats_of(explained) : std::nullopt;
    if (finding.check == "screen") return screen_of(explained);
    if (looked_at(explained).empty()) return std::nullopt;
    if (finding.check == "blur") return sharpness_of(explained, finding.threshold.value_or(1));
    if (finding.check == "glare")
        return covered(explained, burnt_areas(explained.copy.rgb(looked_at(explained))));
    if (finding.check == "dark") {
        const cv::Mat dark = explained.copy.gray(looked_at(explained)) < darkest_paper;
        return covered(explained, dark);
    }
    return std::nullopt;
}

}  // namespace imaging
