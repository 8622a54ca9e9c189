#include "imaging/page.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "imaging/card_edges.h"
#include "imaging/colour.h"
#include "imaging/reduce.h"

namespace imaging {
namespace {

using Corners = std::array<cv::Point2f, 4>;
constexpr double much_cut_off = 0.3;  // two sides and more

Corners in_order(std::vector<cv::Point2f> p) {
    // Clockwise from the upper left: smallest sum first, then along the hull.
    const cv::Point2f centre = (p[0] + p[1] + p[2] + p[3]) / 4;
    std::sort(p.begin(), p.end(), [&](auto a, auto b) {
        return std::atan2(a.y - centre.y, a.x - centre.x) < std::atan2(b.y - centre.y, b.x - centre.x);
    });
    const auto first =
        std::min_element(p.begin(), p.end(), [](auto a, auto b) { return a.x + a.y < b.x + b.y; });
    std::rotate(p.begin(), first, p.end());
    return {p[0], p[1], p[2], p[3]};
}

/// Four straight edges around a blob: hull simplified, or the smallest rectangle when the corners are round
/// (cards).
std::optional<Corners> quadrilateral(const std::vector<cv::Point>& contour) {
    std::vector<cv::Point> hull;
    cv::convexHull(contour, hull);
    const double area = cv::contourArea(hull), around = cv::arcLength(hull, true);
    if (cv::contourArea(contour) < 0.88 * area) return std::nullopt;
    for (const double tolerance : {0.02, 0.03, 0.045, 0.06}) {
        std::vector<cv::Point> corners;
        cv::approxPolyDP(hull, corners, tolerance * around, true);
        if (corners.size() != 4) continue;
        const double share = area / std::max(1.0, cv::contourArea(corners));
        if (share < 0.92 || share > 1.12) continue;
        return in_order({corners.begin(), corners.end()});
    }
    const cv::RotatedRect r = cv::minAreaRect(hull);
    if (area < 0.9 * double(r.size.area())) return std::nullopt;
    cv::Point2f p[4];
    r.points(p);
    return in_order({p, p + 4});
}

/// How far each pixel is from what the rim of the picture shows.
cv::Mat unlike_the_rim(const cv::Mat& rgb) {
    cv::Mat lab;
    cv::cvtColor(rgb, lab, cv::COLOR_RGB2Lab);
    cv::Mat3b one(1, 1, colour_of_rim(rgb)), middle;
    cv::cvtColor(one, middle, cv::COLOR_RGB2Lab);
    cv::Mat difference, parts[3], sum;
    const cv::Vec3b rim = middle(0, 0);
    cv::absdiff(lab, cv::Scalar(rim[0], rim[1], rim[2]), difference);
    cv::split(difference, parts);
    cv::addWeighted(parts[1], 1.5, parts[2], 1.5, 0, sum);
    cv::add(parts[0], sum, sum);
    return sum;
}

double rim_share(const Corners& c, cv::Size size) {
    double along = 0, all = 0;
    const float near = 0.012f * float(std::max(size.width, size.height)) + 1;
    for (std::size_t i = 0; i < 4; ++i) {
        const cv::Point2f a = c[i], b = c[(i + 1) % 4];
        const auto at_rim = [&](float v, float end) { return v < near || v > end - near; };
        const float w = float(size.width - 1), h = float(size.height - 1);
        const bool on_rim = (at_rim(a.x, w) && at_rim(b.x, w) && std::abs(a.x - b.x) < near * 2) ||
                            (at_rim(a.y, h) && at_rim(b.y, h) && std::abs(a.y - b.y) < near * 2);
        const double length = cv::norm(b - a);
        all += length;
        if (on_rim) along += length;
    }
    return all > 0 ? along / all : 0;
}

/// Print outside the sheet on a bright rim: then the rim is the paper, and the blob only a part of what is
/// printed on it.
bool is_part_of_a_page(const cv::Mat& rgb, const Corners& quad) {
    cv::Mat gray, dx, dy, strength, outside(rgb.size(), CV_8U, cv::Scalar(255)), strong;
    cv::cvtColor(rgb, gray, cv::COLOR_RGB2GRAY);
    std::vector<cv::Point> inner;
    for (const auto& c : quad) inner.emplace_back(c);
    cv::fillConvexPoly(outside, inner, 0);
    cv::erode(outside, outside, cv::getStructuringElement(cv::MORPH_RECT, {17, 17}));
    if (cv::countNonZero(outside) < int(rgb.total() / 50)) return false;
    if (cv::mean(gray, outside)[0] < 190) return false;
    cv::Sobel(gray, dx, CV_16S, 1, 0);
    cv::Sobel(gray, dy, CV_16S, 0, 1);
    strength = cv::abs(dx) + cv::abs(dy);
    cv::compare(strength, 60, strong, cv::CMP_GT);
    cv::bitwise_and(strong, outside, strong);
    return cv::countNonZero(strong) > 0.004 * cv::countNonZero(outside);
}

double edge(const Corners& c, std::size_t i) {
    return cv::norm(c[(i + 1) % 4] - c[i]);
}

Corners corners_of(cv::Size s) {
    const float w = float(s.width), h = float(s.height);
    return {cv::Point2f{0, 0}, {w, 0}, {w, h}, {0, h}};
}

/// Within a pixel.
bool is_whole(const Corners& corners, cv::Size picture) {
    const Corners whole = corners_of(picture);
    return std::equal(corners.begin(), corners.end(), whole.begin(),
                      [](cv::Point2f a, cv::Point2f b) { return cv::norm(a - b) < 1; });
}

}  // namespace

cv::Mat as_matrix(Picture& picture) {
    return {picture.height, picture.width, CV_8UC3, picture.rgb.data()};
}
cv::Mat as_matrix(const Picture& picture) {
    return {picture.height, picture.width, CV_8UC3, const_cast<std::uint8_t*>(picture.rgb.data())};
}

Copy shrunk(const Picture& picture, double pixels) {
    Copy copy;
    const cv::Mat full = as_matrix(picture);
    copy.scale = std::min(1.0, std::sqrt(pixels / std::max(1.0, double(full.total()))));
    copy.rgb = reduced(full, copy.scale);
    cv::cvtColor(copy.rgb, copy.gray, cv::COLOR_RGB2GRAY);
    return copy;
}

int rotation_of(int quarters) {
    return quarters == 1   ? cv::ROTATE_90_CLOCKWISE
           : quarters == 2 ? cv::ROTATE_180
                           : cv::ROTATE_90_COUNTERCLOCKWISE;
}

void turn(Picture& picture, int quarters) {
    quarters = ((quarters % 4) + 4) % 4;
    if (!quarters) return;
    cv::Mat page = as_matrix(picture);
    if (quarters == 2) {
        cv::flip(page, page, -1);
        return;
    }
    Picture other{picture.height, picture.width, Bytes(picture.rgb.size())};
    cv::Mat out = as_matrix(other);
    cv::rotate(page, out, rotation_of(quarters));
    picture = std::move(other);
}

void turn(Copy& copy, int quarters) {
    quarters = ((quarters % 4) + 4) % 4;
    if (!quarters) return;
    cv::Mat rgb, gray;  // the copy may be the page itself
    cv::rotate(copy.rgb, rgb, rotation_of(quarters));
    cv::rotate(copy.gray, gray, rotation_of(quarters));
    copy.rgb = rgb, copy.gray = gray;
}

domain::Box turned(domain::Box b, int quarters, int width, int height) {
    switch (((quarters % 4) + 4) % 4) {
        case 1:
            return {b.page, height - b.y - b.height, b.x, b.height, b.width};
        case 2:
            return {b.page, width - b.x - b.width, height - b.y - b.height, b.width, b.height};
        case 3:
            return {b.page, b.y, width - b.x - b.width, b.height, b.width};
        default:
            return b;
    }
}

double Sheet::long_edge() const {
    return std::max((edge(corners, 0) + edge(corners, 2)) / 2, (edge(corners, 1) + edge(corners, 3)) / 2);
}

double Sheet::aspect() const {
    const double a = (edge(corners, 0) + edge(corners, 2)) / 2, b = (edge(corners, 1) + edge(corners, 3)) / 2;
    return std::max(a, b) / std::max(1.0, std::min(a, b));
}

namespace {

Sheet sheet_of(const Corners& quad, double share, cv::Size size) {
    Sheet sheet{quad, true, share, rim_share(quad, size), 0};
    const auto uneven = [&](std::size_t i) {
        return std::abs(edge(quad, i) - edge(quad, i + 2)) / std::max(edge(quad, i), edge(quad, i + 2));
    };
    sheet.perspective = std::max(uneven(0), uneven(1));
    return sheet;
}

/// What is unlike the rim of the picture. `alone`: where there is print beside it, it is no sheet but printed
/// on one.
Sheet sheet_on_its_ground(const cv::Mat& small, bool alone) {
    Sheet best;
    const cv::Mat unlike = unlike_the_rim(small);
    cv::Mat mask;
    const double otsu = cv::threshold(unlike, mask, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
    double best_merit = 0;
    for (const double limit : {otsu * 1.25, otsu, otsu * 0.75, otsu * 0.5, 14.0}) {
        if (limit < 9) continue;
        cv::threshold(unlike, mask, limit, 255, cv::THRESH_BINARY);
        cv::morphologyEx(mask, mask, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_RECT, {5, 5}));
        cv::copyMakeBorder(mask, mask, 12, 12, 12, 12, cv::BORDER_CONSTANT, 0);
        cv::morphologyEx(mask, mask, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {11, 11}));
        mask = mask(cv::Rect{12, 12, small.cols, small.rows});
        std::vector<std::vector<cv::Point>> contours;
        cv::findContours(mask, contours, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_NONE);
        for (const auto& contour : contours) {
            const double share = cv::contourArea(contour) / double(small.total());
            if (share < 0.05 || share > 0.97) continue;
            const auto quad = quadrilateral(contour);
            if (!quad) continue;
            const Sheet sheet = sheet_of(*quad, share, small.size());
            if (sheet.aspect() > 3.2 || sheet.cut_off > 0.6) continue;
            if (alone && is_part_of_a_page(small, *quad)) continue;
            // A corner of the picture is no document.
            if (sheet.cut_off > much_cut_off && share < 0.4) continue;
            // Straight edges say more than size: a blob that took some of the table with it fills its corners
            // badly.
            const double filled =
                share / (cv::contourArea(std::vector<cv::Point2f>(quad->begin(), quad->end())) /
                         double(small.total()));
            const double merit = std::sqrt(share) * std::pow(std::min(filled, 1 / filled), 12) *
                                 (1 - 0.5 * sheet.cut_off) * (1 - sheet.perspective);
            if (merit <= best_merit) continue;
            best_merit = merit;
            best = sheet;
        }
    }
    return best;
}

/// What sheets are looked for on: their rims are still seen, their print is not.
struct Smoothed {
    explicit Smoothed(const cv::Mat& rgb) : shrink(std::min(1.0, 480.0 / std::max(rgb.cols, rgb.rows))) {
        if (std::min(rgb.cols, rgb.rows) * shrink < 60) return;  // a sliver: no size to shrink to
        cv::medianBlur(shrink < 0.5 ? halved(reduced(rgb, 2 * shrink)) : reduced(rgb, shrink), small, 5);
    }
    double shrink;
    cv::Mat small;  // none of a sliver, on which there is nothing to find
};

Sheet grown(Sheet sheet, double by) {
    for (auto& corner : sheet.corners) corner *= float(by);
    return sheet;
}

Sheet nothing_on(cv::Size size) {
    Sheet none;
    none.corners = corners_of(size);
    return none;
}

bool is_bright(cv::Vec3b rgb) {
    return std::min({rgb[0], rgb[1], rgb[2]}) > 190;
}

}  // namespace

Sheet find_sheet(const cv::Mat& rgb) {
    const auto [shrink, small] = Smoothed(rgb);
    if (small.empty()) return nothing_on(rgb.size());
    Sheet sheet = sheet_on_its_ground(small, true);
    // On a ground of many colours; on a scanner's lid or paper there is only one.
    if ((!sheet.found || sheet.cut_off > much_cut_off) && !is_bright(colour_of_rim(small)))
        if (const auto card = card_by_edges(small))
            sheet = sheet_of(in_order({card->begin(), card->end()}),
                             cv::contourArea(*card) / double(small.total()), small.size());
    return sheet.found ? grown(sheet, 1 / shrink) : nothing_on(rgb.size());
}

std::vector<Sheet> find_others(const cv::Mat& rgb, const std::optional<Sheet>& known, std::size_t most) {
    std::vector<Sheet> others;
    Smoothed smoothed(rgb);
    cv::Mat& small = smoothed.small;
    const double shrink = smoothed.shrink;
    if (small.empty()) return others;
    const cv::Vec3b ground = colour_of_rim(small);
    const auto cover = [&](const Sheet& sheet) {
        constexpr float shadow = 1.06F;  // around what lies there
        cv::Point2f middle;
        for (const auto& corner : sheet.corners) middle += corner / 4;
        std::vector<cv::Point> polygon;
        for (const auto& corner : sheet.corners) polygon.emplace_back(middle + (corner - middle) * shadow);
        cv::fillConvexPoly(small, polygon, cv::Scalar(ground));
    };
    if (known) cover(grown(*known, shrink));
    while (others.size() < most) {
        const Sheet sheet = sheet_on_its_ground(small, false);
        if (!sheet.found) break;
        cover(sheet);
        others.push_back(grown(sheet, 1 / shrink));
    }
    return others;
}

cv::Mat middle_of(const Picture& page, const Sheet& sheet, double scale) {
    cv::Point2f centre;
    for (const auto& corner : sheet.corners) centre += corner / float(4 * scale);
    const int wide = std::min(page.width, 1400), high = std::min(page.height, 1100);
    const cv::Rect area{std::clamp(int(centre.x) - wide / 2, 0, page.width - wide),
                        std::clamp(int(centre.y) - high / 2, 0, page.height - high), wide, high};
    return as_matrix(page)(area);
}

double flat_scale(const Sheet& sheet, double sheet_scale, const FlatSize& size) {
    const auto& c = sheet.corners;
    const double w = (edge(c, 0) + edge(c, 2)) / 2 / sheet_scale,
                 h = (edge(c, 1) + edge(c, 3)) / 2 / sheet_scale;
    const double own = std::max(1.0, w * h);
    return own > size.most ? std::sqrt(size.most / own) : std::clamp(std::sqrt(size.least / own), 1.0, 1.6);
}

Flat flattened(const cv::Mat& page, double source_scale, const Sheet& sheet, double sheet_scale,
               const FlatSize& wanted) {
    Corners full;
    for (std::size_t i = 0; i < 4; ++i) full[i] = sheet.corners[i] / float(sheet_scale);
    const double w = (edge(full, 0) + edge(full, 2)) / 2, h = (edge(full, 1) + edge(full, 3)) / 2;
    const double scale = flat_scale(sheet, sheet_scale, wanted);
    const cv::Size size{std::max(8, int(w * scale)), std::max(8, int(h * scale))};
    const Corners to = corners_of(size);
    Flat flat;
    // Shrink by area first: a warp alone would alias the print.
    const double first = std::min(1.0, scale / source_scale * 1.15);
    cv::Mat source = page, warped;
    if (first < 0.68) source = reduced(source, first);
    const double used = source_scale * source.cols / page.cols;
    Corners from = full;
    for (auto& c : from) c = c * float(used);
    const cv::Mat warp = cv::getPerspectiveTransform(from.data(), to.data());
    if (is_whole(from, source.size()))  // the same, quicker: there is nothing to divide by
        cv::warpAffine(source, warped, warp.rowRange(0, 2), size, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    else
        cv::warpPerspective(source, warped, warp, size, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    if (page.channels() == 3)
        flat.rgb = warped, cv::cvtColor(warped, flat.gray, cv::COLOR_RGB2GRAY);
    else
        flat.gray = warped;
    flat.back = cv::getPerspectiveTransform(to.data(), full.data());
    return flat;
}

domain::Box box_on_page(const cv::Rect& box, const cv::Mat& back, const Picture& page) {
    const float x = float(box.x), y = float(box.y), w = float(box.width), h = float(box.height);
    std::vector<cv::Point2f> p{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}};
    cv::perspectiveTransform(p, p, back);
    const cv::Rect r = cv::boundingRect(p) & cv::Rect{0, 0, page.width, page.height};
    return {0, r.x, r.y, r.width, r.height};
}

}  // namespace imaging
