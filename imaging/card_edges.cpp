#include "imaging/card_edges.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace imaging {
namespace {

using Corners = std::array<cv::Point2f, 4>;
constexpr std::size_t most_segments = 500, most_lines = 28;
constexpr double near_line = 2.5, most_off = 1.5;  // pixels

/// A straight line and the stretches of it that were seen, along it.
struct Line {
    cv::Point2f at, along;  // a point on it, its direction of length one
    std::vector<cv::Point2f> ends;
    std::vector<std::pair<double, double>> seen;
    double length = 0;  // of them all

    double place_of(cv::Point2f p) const { return double((p - at).dot(along)); }
    double off(cv::Point2f p) const { return std::abs(double((p - at).cross(along))); }
    /// False, and nothing is taken, when it is not a piece of the same edge. The direction of a short piece
    /// is not well known: what lies far along it may lie somewhat beside it before the two are one.
    bool take(cv::Point2f a, cv::Point2f b) {
        if (!ends.empty()) {
            const double near = near_line + 0.012 * std::min({std::abs(place_of(a)), std::abs(place_of(b))});
            if (off(a) > near || off(b) > near) return false;
        }
        Line whole = *this;
        whole.ends.insert(whole.ends.end(), {a, b});
        cv::Vec4f fit;
        cv::fitLine(whole.ends, fit, cv::DIST_L2, 0, 0.01, 0.01);
        whole.along = {fit[0], fit[1]}, whole.at = {fit[2], fit[3]};
        if (std::any_of(whole.ends.begin(), whole.ends.end(),
                        [&](cv::Point2f p) { return whole.off(p) > most_off; }))
            return false;
        whole.seen.clear(), whole.length = 0;
        for (std::size_t i = 0; i < whole.ends.size(); i += 2) {
            const auto [first, last] =
                std::minmax({whole.place_of(whole.ends[i]), whole.place_of(whole.ends[i + 1])});
            whole.seen.emplace_back(first, last), whole.length += last - first;
        }
        *this = std::move(whole);
        return true;
    }
    /// Pixels that were seen between two places of it.
    double seen_between(double from, double to) const {
        double sum = 0;
        for (const auto& [first, last] : seen)
            sum += std::max(0.0, std::min(last, to) - std::max(first, from));
        return std::min(sum, to - from);
    }
};

/// The longest lines; broken ones are whole again.
std::vector<Line> lines_of(const cv::Mat& rgb) {
    cv::Mat gray;
    cv::cvtColor(rgb, gray, cv::COLOR_RGB2GRAY);
    std::vector<cv::Vec4f> segments;
    // Without its refinement an edge of the card and a stripe of the cloth become one segment.
    cv::createLineSegmentDetector(cv::LSD_REFINE_STD)->detect(gray, segments);
    const auto length_of = [](const cv::Vec4f& s) { return std::hypot(s[2] - s[0], s[3] - s[1]); };
    const float least = 0.03F * float(std::max(rgb.cols, rgb.rows));
    std::erase_if(segments, [&](const cv::Vec4f& s) { return length_of(s) < least; });
    std::sort(segments.begin(), segments.end(),
              [&](const auto& a, const auto& b) { return length_of(a) > length_of(b); });
    if (segments.size() > most_segments) segments.resize(most_segments);
    std::vector<Line> lines;
    for (const cv::Vec4f& s : segments) {
        const cv::Point2f a{s[0], s[1]}, b{s[2], s[3]};
        if (std::any_of(lines.begin(), lines.end(), [&](Line& line) { return line.take(a, b); })) continue;
        lines.emplace_back().take(a, b);
    }
    std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.length > b.length; });
    if (lines.size() > most_lines) lines.resize(most_lines);
    return lines;
}

/// Two lines that may be opposite sides, apart by more than a strip.
struct Sides {
    const Line *one, *other;
    double angle;
};
std::vector<Sides> opposite(const std::vector<Line>& lines, double apart) {
    constexpr double tilt = 0.2;  // of a line seen askew, as sine
    std::vector<Sides> all;
    for (std::size_t i = 0; i < lines.size(); ++i)
        for (std::size_t k = i + 1; k < lines.size(); ++k) {
            const Line &a = lines[i], &b = lines[k];
            if (std::abs(double(a.along.cross(b.along))) > tilt) continue;
            const auto middle = [](const Line& l) {
                return l.at + l.along * float((l.seen[0].first + l.seen[0].second) / 2);
            };
            if (a.off(middle(b)) < apart || b.off(middle(a)) < apart) continue;
            all.push_back({&a, &b, std::atan2(double(a.along.y), double(a.along.x))});
        }
    return all;
}

std::optional<cv::Point2f> crossing(const Line& a, const Line& b) {
    const double turn = double(a.along.cross(b.along));
    if (std::abs(turn) < 0.5) return std::nullopt;
    return a.at + a.along * float(double((b.at - a.at).cross(b.along)) / turn);
}

/// How much of a side is seen, less what goes on beyond its corners: a cloth's stripes do.
double seen_of(const Line& line, cv::Point2f from, cv::Point2f to, cv::Size size) {
    const auto [first, last] = std::minmax({line.place_of(from), line.place_of(to)});
    const double length = last - first, round = 0.06 * length;  // corners are round
    const double inside = line.seen_between(first + round, last - round) / (length - 2 * round);
    double beyond = 0, room = 1;
    for (const auto& [a, b] : {std::pair{first - 0.25 * length, first - near_line},
                               std::pair{last + near_line, last + 0.25 * length}})
        for (int step = 0; step < 8; ++step) {
            const double t = a + (b - a) * (step + 0.5) / 8, half = (b - a) / 16;
            const cv::Point2f p = line.at + line.along * float(t);
            if (!cv::Rect{{}, size}.contains(cv::Point(p))) continue;
            room += 1, beyond += line.seen_between(t - half, t + half) / (2 * half);
        }
    return inside - beyond / room;
}

/// How far apart the colours on both sides of an edge are, in the middle of its length.
double step_across(const cv::Mat& rgb, cv::Point2f from, cv::Point2f to) {
    const cv::Point2f way = to - from, across = cv::Point2f{-way.y, way.x} / float(cv::norm(way)) * 5.F;
    std::vector<double> steps;
    for (int i = 1; i < 16; ++i) {
        const cv::Point2f p = from + way * (float(i) / 16);
        const cv::Point a(p + across), b(p - across);
        const cv::Rect frame{{}, rgb.size()};
        if (!frame.contains(a) || !frame.contains(b)) continue;
        steps.push_back(cv::norm(cv::Vec3d(rgb.at<cv::Vec3b>(a)) - cv::Vec3d(rgb.at<cv::Vec3b>(b))));
    }
    if (steps.size() < 8) return 0;
    std::nth_element(steps.begin(), steps.begin() + std::ptrdiff_t(steps.size() / 2), steps.end());
    return steps[steps.size() / 2];
}

bool has_card_sides(const Corners& c) {
    const auto side = [&](std::size_t i) { return cv::norm(c[(i + 1) % 4] - c[i]); };
    for (std::size_t i = 0; i < 2; ++i)
        if (std::min(side(i), side(i + 2)) < 0.75 * std::max(side(i), side(i + 2))) return false;
    const double a = side(0) + side(2), b = side(1) + side(3);
    const double aspect = std::max(a, b) / std::max(1.0, std::min(a, b));
    return aspect >= 1.33 && aspect <= 1.72;
}

/// More of what it is made of lies outside: then it is a part of something, or one sheet of several.
bool goes_on_outside(const cv::Mat& rgb, const Corners& corners) {
    constexpr double alike = 32, much = 0.5;
    cv::Mat inside(rgb.size(), CV_8U, cv::Scalar(0)), outside, like;
    std::vector<cv::Point> polygon;
    for (const auto& corner : corners) polygon.emplace_back(corner);
    cv::fillConvexPoly(inside, polygon, 255);
    cv::dilate(inside, outside, cv::getStructuringElement(cv::MORPH_RECT, {9, 9}));
    cv::bitwise_not(outside, outside);
    cv::Scalar middle;
    for (int k = 0; k < 3; ++k) {
        std::array<int, 256> count{};
        for (int y = 0; y < rgb.rows; ++y)
            for (int x = 0; x < rgb.cols; ++x)
                if (inside.at<std::uint8_t>(y, x)) ++count[rgb.at<cv::Vec3b>(y, x)[k]];
        int sum = 0;
        const int half = cv::countNonZero(inside) / 2;
        while (middle[k] < 255 && (sum += count[std::size_t(middle[k])]) <= half) middle[k] += 1;
    }
    cv::inRange(rgb, middle - cv::Scalar::all(alike), middle + cv::Scalar::all(alike), like);
    const int within = cv::countNonZero(like & inside), beyond = cv::countNonZero(like & outside);
    return beyond > much * within;
}

}  // namespace

std::optional<Corners> card_by_edges(const cv::Mat& rgb) {
    constexpr double least_share = 0.1, least_side = 0.45, least_seen = 0.65, least_step = 14;
    const std::vector<Line> lines = lines_of(rgb);
    const std::vector<Sides> pairs = opposite(lines, 0.12 * std::min(rgb.cols, rgb.rows));
    const float margin = 0.015F * float(std::max(rgb.cols, rgb.rows));
    const cv::Rect2f frame{-margin, -margin, float(rgb.cols) + 2 * margin, float(rgb.rows) + 2 * margin};
    std::optional<Corners> best;
    double most = 0;
    for (std::size_t i = 0; i < pairs.size(); ++i)
        for (std::size_t k = i + 1; k < pairs.size(); ++k) {
            if (std::abs(std::sin(pairs[i].angle - pairs[k].angle)) < 0.85) continue;
            const std::array<const Line*, 4> sides{pairs[i].one, pairs[k].one, pairs[i].other,
                                                   pairs[k].other};
            Corners corners;
            bool inside = true;
            for (std::size_t n = 0; n < 4 && inside; ++n) {
                const auto corner = crossing(*sides[n], *sides[(n + 1) % 4]);
                inside = corner && frame.contains(*corner);
                if (inside) corners[n] = *corner;
            }
            if (!inside || !has_card_sides(corners)) continue;
            const double share = cv::contourArea(corners) / double(rgb.total());
            if (share < least_share || std::sqrt(share) <= most) continue;
            double seen = 0, least = 1;
            for (std::size_t n = 0; n < 4; ++n) {
                const double one = seen_of(*sides[n], corners[(n + 3) % 4], corners[n], rgb.size());
                seen += one / 4, least = std::min(least, one);
            }
            const double merit = seen * std::sqrt(share);
            if (least < least_side || seen < least_seen || merit <= most) continue;
            int steps = 0;
            for (std::size_t n = 0; n < 4; ++n)
                steps += step_across(rgb, corners[n], corners[(n + 1) % 4]) >= least_step;
            if (steps < 3) continue;
            most = merit, best = corners;
        }
    if (best && goes_on_outside(rgb, *best)) best.reset();
    return best;
}

}  // namespace imaging
