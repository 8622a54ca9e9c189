#include "imaging/colour.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "imaging/areas.h"

namespace imaging {
namespace {

constexpr int looked_at = 640;  // pixels, long side

cv::Mat small_lab(const cv::Mat& rgb) {
    const double shrink = std::min(1.0, double(looked_at) / std::max(rgb.cols, rgb.rows));
    cv::Mat small, lab;
    // By area: half a million pixels at most, and what noise is left here counts as colour.
    cv::resize(rgb, small, {}, shrink, shrink, cv::INTER_AREA);
    small.convertTo(small, CV_32F, 1.0 / 255);
    cv::GaussianBlur(small, small, {3, 3}, 0.8);
    cv::cvtColor(small, lab, cv::COLOR_RGB2Lab);
    return lab;
}

/// What a cast can do to a gray page: a curve over lightness, growing or fading across the page.
constexpr int terms = 7;
using Terms = cv::Vec<double, terms>;
Terms basis(double lightness, double x, double y) {
    const double l = lightness / 100;
    return {1, l, l * l, x * l, y * l, x, y};
}

/// The mean of one tone in one part of the page. Each counts once, however large: a coloured band has one
/// tone in few parts, a cast has every tone everywhere.
struct Tone {
    Terms base;
    double a = 0, b = 0;
};

std::vector<Tone> tones_of(const cv::Mat& lab) {
    constexpr int parts = 12, levels = 10;
    struct Sum {
        double l = 0, a = 0, b = 0, x = 0, y = 0;
        int n = 0;
    };
    std::vector<Sum> sums(parts * parts * levels);
    std::vector<int> across;
    for (int x = 0; x < lab.cols; ++x) across.push_back(x * parts / lab.cols);
    for (int y = 0; y < lab.rows; ++y)
        for (int x = 0, down = y * parts / lab.rows; x < lab.cols; ++x) {
            const cv::Vec3f p = lab.at<cv::Vec3f>(y, x);
            const int level = std::clamp(int(p[0] / 100 * levels), 0, levels - 1);
            Sum& sum = sums[std::size_t((down * parts + across[std::size_t(x)]) * levels + level)];
            sum.l += double(p[0]), sum.a += double(p[1]), sum.b += double(p[2]), sum.x += x, sum.y += y,
                ++sum.n;
        }
    std::vector<Tone> tones;
    for (const Sum& sum : sums) {
        if (sum.n < 6) continue;
        const double n = sum.n;
        tones.push_back({basis(sum.l / n, 2 * sum.x / n / lab.cols - 1, 2 * sum.y / n / lab.rows - 1),
                         sum.a / n, sum.b / n});
    }
    return tones;
}

/// Robust least squares (Cauchy weights) of `a` or `b` over the tones.
Terms fitted(const std::vector<Tone>& tones, double Tone::*value) {
    std::vector<double> weights(tones.size(), 1);
    cv::Mat solution;
    for (int round = 0; round < 8; ++round) {
        cv::Matx<double, terms, terms> normal = cv::Matx<double, terms, terms>::eye() * 1e-2;
        cv::Matx<double, terms, 1> right;
        for (std::size_t i = 0; i < tones.size(); ++i)
            for (int r = 0; r < terms; ++r) {
                right(r, 0) += weights[i] * tones[i].base[r] * tones[i].*value;
                for (int c = 0; c < terms; ++c)
                    normal(r, c) += weights[i] * tones[i].base[r] * tones[i].base[c];
            }
        cv::solve(cv::Mat(normal), cv::Mat(right), solution, cv::DECOMP_CHOLESKY);
        for (std::size_t i = 0; i < tones.size(); ++i) {
            const double off = tones[i].*value - tones[i].base.dot(Terms(solution.ptr<double>()));
            weights[i] = 1 / (1 + off * off / 2);
        }
    }
    return Terms(solution.ptr<double>());
}

Chroma taken_apart(const cv::Mat& lab) {
    const std::vector<Tone> tones = tones_of(lab);
    const Terms cast_a = fitted(tones, &Tone::a), cast_b = fitted(tones, &Tone::b);
    Chroma chroma{cv::Mat(lab.size(), CV_32FC2, cv::Scalar::all(0)), cv::Mat(lab.size(), CV_32FC2), {}};
    // `basis` times the terms, by powers of lightness: what stands before them is the same for a row but for
    // x.
    const auto at = [](const Terms& t, double l, double x, double y) {
        return t[0] + t[5] * x + t[6] * y + l * (t[1] + t[3] * x + t[4] * y + l * t[2]);
    };
    for (int y = 0; y < lab.rows; ++y)
        for (int x = 0; x < lab.cols; ++x) {
            const cv::Vec3f p = lab.at<cv::Vec3f>(y, x);
            const double l = double(p[0]) / 100, across = 2.0 * x / lab.cols - 1,
                         down = 2.0 * y / lab.rows - 1;
            const cv::Vec2f cast{float(at(cast_a, l, across, down)), float(at(cast_b, l, across, down))};
            chroma.cast.at<cv::Vec2f>(y, x) = cast;
            // A lamp's reflection is white whatever its light makes of the paper.
            const bool white = p[0] > 90 && p[1] * p[1] + p[2] * p[2] < 6 * 6;
            if (!white) chroma.left.at<cv::Vec2f>(y, x) = cv::Vec2f{p[1], p[2]} - cast;
        }
    return chroma;
}

cv::Mat lengths_of(const cv::Mat& ab) {
    cv::Mat parts[2], lengths;
    cv::split(ab, parts);
    cv::magnitude(parts[0], parts[1], lengths);
    return lengths;
}

bool comes_over_the_rim(const cv::Rect& box, cv::Size size) {
    return box.x == 0 || box.y == 0 || box.br().x == size.width || box.br().y == size.height;
}

/// Of `values` (CV_32F) where `out` (CV_8U, empty: nowhere) is 0; 0 when that is nowhere.
double middle_value(const cv::Mat& values, const cv::Mat& out = {}) {
    std::vector<float> all;
    all.reserve(values.total());
    for (int y = 0; y < values.rows; ++y)
        for (int x = 0; x < values.cols; ++x)
            if (out.empty() || !out.at<std::uint8_t>(y, x)) all.push_back(values.at<float>(y, x));
    if (all.empty()) return 0;
    std::nth_element(all.begin(), all.begin() + std::ptrdiff_t(all.size() / 2), all.end());
    return double(all[all.size() / 2]);
}

/// What nine tenths of the page are darker than, 0 … 100.
double lightness_of_paper(const cv::Mat& lightness) {
    std::array<int, 101> count{};
    for (int y = 0; y < lightness.rows; ++y)
        for (int x = 0; x < lightness.cols; ++x)
            ++count[std::size_t(std::clamp(int(lightness.at<float>(y, x)), 0, 100))];
    int level = 100, lighter = 0;
    while (level > 0 && (lighter += count[std::size_t(level)]) * 10 < int(lightness.total())) --level;
    return level;
}

/// Where it looks like `colour` (RGB) and not like most of the picture.
cv::Mat alike(const cv::Mat& lab, cv::Vec3b colour) {
    cv::Mat3f one(1, 1, cv::Vec3f{float(colour[0]), float(colour[1]), float(colour[2])} / 255.f), other;
    cv::cvtColor(one, other, cv::COLOR_RGB2Lab);
    const cv::Vec3f t = other(0, 0);
    cv::Mat parts[3], mask(lab.size(), CV_8U);
    cv::split(lab, parts);
    const cv::Vec3f most{float(middle_value(parts[0])), float(middle_value(parts[1])),
                         float(middle_value(parts[2]))};
    for (int y = 0; y < lab.rows; ++y)
        for (int x = 0; x < lab.cols; ++x) {
            const cv::Vec3f p = lab.at<cv::Vec3f>(y, x);
            const bool near = std::hypot(p[1] - t[1], p[2] - t[2]) < 14 && std::abs(p[0] - t[0]) < 30;
            mask.at<std::uint8_t>(y, x) = near && cv::norm(p - t) < cv::norm(p - most) ? 255 : 0;
        }
    return mask;
}

/// Share of the page in areas of colour above `least` that are more than a fringe along an edge. A small
/// sheet counts as one of usual size: blotches of noise are no smaller on it.
double area_above(const cv::Mat& least, const cv::Mat& chroma) {
    constexpr double usual_pixels = 0.29e6;
    cv::Mat strong, labels;
    cv::compare(chroma, least, strong, cv::CMP_GT);
    cv::morphologyEx(strong, strong, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
    int sum = 0;
    for (const auto& [box, pixels] : areas_of(strong, labels))
        if (pixels >= 16) sum += pixels;
    return sum / std::max(usual_pixels, double(chroma.total()));
}

/// Shortened to `most`.
cv::Vec2f at_most(float most, cv::Vec2f colour) {
    const float length = std::hypot(colour[0], colour[1]);
    return length > most ? colour * (most / length) : colour;
}

/// The colour that a quarter of the page has around each pixel, whatever small things are printed there: what
/// a second lamp, a shadow or a reflection leaves of a cast. Pixels of which nothing is known are 0 in
/// `left`.
cv::Mat wide_part_of(const cv::Mat& left) {
    constexpr int step = 4;
    cv::Mat small, known, share, sum, wide;
    const cv::Size size{(left.cols + step - 1) / step, (left.rows + step - 1) / step};
    cv::resize(left, small, size, 0, 0, cv::INTER_AREA);
    cv::Mat(lengths_of(small) > 0).convertTo(known, CV_32F, 1.0 / 255);
    const cv::Size part{looked_at / step / 4 | 1, looked_at / step / 4 | 1};
    cv::blur(known, share, part);
    wide = cv::Mat(small.size(), CV_32FC2, cv::Scalar::all(0));
    for (const float most : {4.F, 2.F, 2.F}) {
        cv::Mat off = small - wide;
        for (int y = 0; y < off.rows; ++y)
            for (int x = 0; x < off.cols; ++x)
                off.at<cv::Vec2f>(y, x) =
                    known.at<float>(y, x) > 0 ? at_most(most, off.at<cv::Vec2f>(y, x)) : cv::Vec2f{};
        cv::blur(off, sum, part);
        for (int y = 0; y < off.rows; ++y)
            for (int x = 0; x < off.cols; ++x)
                if (share.at<float>(y, x) > 0)
                    wide.at<cv::Vec2f>(y, x) += sum.at<cv::Vec2f>(y, x) / share.at<float>(y, x);
    }
    cv::resize(wide, wide, left.size());
    return wide;
}

/// How strong the blotches are that JPEG and a sensor in the dark leave of noise, of every hue, and that a
/// little calming keeps: what more calming takes away. By lightness (CV_32F): a dark tone has other noise
/// than a light one, and a tone that is scarce (its pixels may all be print) has that of the page.
cv::Mat blotches_of(const cv::Mat& left, const cv::Mat& out, const cv::Mat& lightness) {
    constexpr int tones = 4, scarce = 10;
    cv::Mat calm, calmer;
    cv::blur(left, calm, {7, 7});
    cv::blur(left, calmer, {15, 15});
    const cv::Mat strength = lengths_of(calm - calmer);
    const double dark = lightness_of_paper(lightness) / 2,
                 page = middle_value(strength, out | (lightness < dark));
    cv::Mat blotches(left.size(), CV_32F, cv::Scalar(page));
    for (int tone = 0; tone < tones; ++tone) {
        cv::Mat here;
        cv::inRange(lightness, tone * 100.0 / tones, (tone + 1) * 100.0 / tones, here);
        here.setTo(0, out);
        if (cv::countNonZero(here) * scarce < int(here.total())) continue;
        blotches.setTo(std::max(page, middle_value(strength, ~here)), here);
    }
    return blotches;
}

/// Share of the page in areas of colour that stand out of what surrounds them and of noise. `out`: where
/// `left` is not the sheet's own.
double coloured_area(const cv::Mat& left, const cv::Mat& out, const cv::Mat& lightness) {
    cv::Mat own = left - wide_part_of(left);
    own.setTo(cv::Scalar::all(0), lengths_of(left) == 0);
    cv::blur(own, own, {5, 5});
    return area_above(cv::max(clear_chroma, out_of_blotches * blotches_of(left, out, lightness)),
                      lengths_of(own));
}

/// How far the colours of whole parts of the sheet lie apart across the line they mostly lie along: the
/// geometric mean of their deviations along and across it, in L*a*b* units. A copy has one tint, and two
/// lamps over it give mixtures of two colours, which lie on a line; a print has two colours of its own. Parts
/// of a tenth of the page: no noise is left in them, nor fine print.
double spread_of_tints(const cv::Mat& left, const cv::Mat& out) {
    cv::Mat own, sum, weight;
    cv::Mat(out == 0).convertTo(own, CV_32F, 1.0 / 255);
    const cv::Size part{looked_at / 10 | 1, looked_at / 10 | 1};
    cv::blur(left, sum, part);
    cv::blur(own, weight, part);
    std::vector<cv::Vec2f> points;
    for (int y = 0; y < left.rows; y += 4)
        for (int x = 0; x < left.cols; x += 4)
            if (own.at<float>(y, x) > 0) points.push_back(sum.at<cv::Vec2f>(y, x) / weight.at<float>(y, x));
    if (points.size() < 2) return 0;
    cv::Mat covariance, mean;
    cv::calcCovarMatrix(cv::Mat(points).reshape(1), covariance, mean,
                        cv::COVAR_NORMAL | cv::COVAR_ROWS | cv::COVAR_SCALE, CV_64F);
    return std::pow(std::max(0.0, cv::determinant(covariance)), 0.25);
}

/// A rim is no part of what counts: it may show the table.
cv::Rect within_rim(cv::Size size) {
    const int aside = size.width / 20, up = size.height / 20;
    return {aside, up, size.width - 2 * aside, size.height - 2 * up};
}

/// The areas of `mask` that come over its rim and have no more pixels than `most`.
cv::Mat from_over_the_rim(const cv::Mat& mask, int most) {
    cv::Mat labels, out(mask.size(), CV_8U, cv::Scalar(0));
    const std::vector<Area> areas = areas_of(mask, labels);
    for (int i = 1; i < int(areas.size()); ++i) {
        const auto& [box, pixels] = areas[std::size_t(i)];
        if (pixels <= most && comes_over_the_rim(box, mask.size())) out(box).setTo(255, labels(box) == i);
    }
    return out;
}

/// Small areas within the rim that reach the very edge of the sheet and look like the table: a letter head
/// has a margin.
void add_slivers(cv::Mat& strange, const cv::Mat& table) {
    cv::Mat closed;
    cv::morphologyEx(table, closed, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {5, 5}));
    const cv::Mat within = from_over_the_rim(closed, int(closed.total()))(within_rim(closed.size()));
    strange(within_rim(strange.size())) |= from_over_the_rim(within, int(within.total() / 8));
}

/// Small areas that come in over its very edge, coloured unlike its paper and of the hue that skin of every
/// tone has (15 to 80 degrees in a*b*; the light moves it a little). A finger lies on the table, too, and
/// wood is of its hue.
void add_fingers(cv::Mat& strange, const cv::Mat& lab, const cv::Mat& table) {
    cv::Mat parts[3], coloured, labels;
    cv::split(lab, parts);
    const cv::Vec2d paper{middle_value(parts[1]), middle_value(parts[2])};
    cv::Mat from_paper;
    cv::magnitude(parts[1] - paper[0], parts[2] - paper[1], from_paper);
    cv::compare(from_paper, strong_chroma, coloured, cv::CMP_GT);
    coloured.setTo(0, table);
    cv::morphologyEx(coloured, coloured, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
    const std::vector<Area> areas = areas_of(coloured, labels);
    for (int i = 1; i < int(areas.size()); ++i) {
        const auto& [box, pixels] = areas[std::size_t(i)];
        if (pixels >= int(lab.total() / 25) || !comes_over_the_rim(box, lab.size())) continue;
        const cv::Mat own = labels(box) == i;
        const cv::Scalar colour = cv::mean(lab(box), own);
        const double hue = std::atan2(colour[2], colour[1]) * 180 / CV_PI;
        if (hue > 15 && hue < 80) strange(box).setTo(255, own);
    }
}

/// Share of pixels that are neither ink nor paper; next to none on a bitonal page.
double between_tones(const cv::Mat& rgb) {
    cv::Mat gray, middle;
    cv::cvtColor(rgb, gray, cv::COLOR_RGB2GRAY);
    cv::inRange(gray, 30, 225, middle);
    return double(cv::countNonZero(middle)) / double(middle.total());
}

}  // namespace

cv::Vec3b colour_of_rim(const cv::Mat& rgb) {
    const int rim = std::max(1, std::min(rgb.cols, rgb.rows) / 40);
    std::array<std::vector<std::uint8_t>, 3> values;
    for (int y = 0; y < rgb.rows; ++y)
        for (int x = 0; x < rgb.cols; ++x) {
            if (x == rim && y >= rim && y < rgb.rows - rim) x = std::max(x, rgb.cols - rim);
            for (int k = 0; k < 3; ++k) values[std::size_t(k)].push_back(rgb.at<cv::Vec3b>(y, x)[k]);
        }
    cv::Vec3b middle;
    for (int k = 0; k < 3; ++k) {
        auto& v = values[std::size_t(k)];
        std::nth_element(v.begin(), v.begin() + std::ptrdiff_t(v.size() / 2), v.end());
        middle[k] = v[v.size() / 2];
    }
    return middle;
}

namespace {

/// The part of a sheet whose colour counts.
struct Part {
    cv::Mat rgb;
    cv::Mat back;  // 3 × 3: its pixels → pixels of the page
    cv::Mat strange;
};

Part counting_part(const Picture& page, const Copy& copy, const Sheet& sheet) {
    // On a table it was photographed: its noise, enlarged, would be areas.
    const FlatSize size{0.5e6, sheet.found ? 0 : 0.5e6};
    const bool copy_will_do = flat_scale(sheet, copy.scale, size) <= copy.scale;
    const Flat flat = copy_will_do ? flattened(copy.rgb, copy.scale, sheet, copy.scale, size)
                                   : flattened(as_matrix(page), 1, sheet, copy.scale, size);
    if (!sheet.found) return {flat.rgb, flat.back, {}};
    const cv::Rect inner = within_rim(flat.rgb.size());
    const cv::Mat to_flat = (cv::Mat_<double>(3, 3) << 1, 0, inner.x, 0, 1, inner.y, 0, 0, 1);
    return {flat.rgb(inner), flat.back * to_flat, strange_to_sheet(flat.rgb, colour_of_rim(copy.rgb))(inner)};
}

}  // namespace

ColourVerdict judge_colour_of(const Picture& page, const Copy& copy, const Sheet& sheet,
                              const Provenance& from) {
    const Part part = counting_part(page, copy, sheet);
    ColourVerdict verdict = judge_colour(part.rgb, from.source_channels, from.source_bits, part.strange);
    const cv::Size small = verdict.chroma.left.size();
    const cv::Mat grown = (cv::Mat_<double>(3, 3) << double(part.rgb.cols) / small.width, 0, 0, 0,
                           double(part.rgb.rows) / small.height, 0, 0, 0, 1);
    verdict.chroma.back = part.back * grown;
    return verdict;
}

cv::Mat strange_to_sheet(const cv::Mat& rgb, cv::Vec3b table) {
    const cv::Mat lab = small_lab(rgb), like_table = alike(lab, table);
    cv::Mat strange(lab.size(), CV_8U, cv::Scalar(0));
    add_slivers(strange, like_table);
    add_fingers(strange, lab, like_table);
    cv::dilate(strange, strange, cv::getStructuringElement(cv::MORPH_RECT, {9, 9}));
    cv::resize(strange, strange, rgb.size(), 0, 0, cv::INTER_NEAREST);
    return strange;
}

ColourVerdict judge_colour(const cv::Mat& rgb, int source_channels, int source_bits, const cv::Mat& strange) {
    ColourVerdict verdict;
    const cv::Mat lab = small_lab(rgb);
    cv::Mat out(lab.size(), CV_8U, cv::Scalar(0));
    if (!strange.empty()) cv::resize(strange, out, lab.size(), 0, 0, cv::INTER_NEAREST);
    verdict.chroma = taken_apart(lab);
    cv::Mat colours = verdict.chroma.left;
    colours.setTo(cv::Scalar::all(0), out);
    const cv::Mat chroma = lengths_of(colours);
    cv::Mat parts[3], raw;
    cv::split(lab, parts);
    cv::magnitude(parts[1], parts[2], raw);
    const double left = cv::mean(chroma)[0], tint = cv::mean(raw)[0], between = between_tones(rgb),
                 area = coloured_area(colours, out, parts[0]);
    verdict.measure = {{"chroma", left}, {"coloured_area", area}, {"tint", tint}, {"between_tones", between}};
    const auto has_two_tints = [&] {
        if (tint < least_tint_with_spread) return false;
        return (verdict.measure["spread_of_tints"] = spread_of_tints(colours, out)) >= least_spread;
    };
    using domain::Colour;
    if (source_bits == 1)
        verdict.colour = Colour::bitonal;
    else if (source_channels == 1)
        verdict.colour = between < 0.02 ? Colour::bitonal : Colour::gray;
    else if (left >= least_chroma || area >= least_coloured_area || has_two_tints())
        verdict.colour = Colour::full;
    else if (tint >= least_tint)
        verdict.colour = Colour::tinted;
    else
        verdict.colour = between < 0.02 ? Colour::bitonal : Colour::gray;

    verdict.finding = {
        .check = "colour", .reason = {}, .measure = left, .threshold = least_chroma, .region = {}};
    if (verdict.colour == Colour::full) return verdict;
    verdict.finding.outcome = domain::Outcome::consider;
    verdict.finding.reason =
        verdict.colour == Colour::tinted ? domain::Reason::img_tinted : domain::Reason::img_greyscale;
    return verdict;
}

}  // namespace imaging
