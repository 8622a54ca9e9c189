#include "imaging/print_lines.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "imaging/areas.h"
#include "imaging/reduce.h"

namespace imaging {
namespace {

using Runs = std::vector<Run>;

cv::Mat box(int wide, int high) {
    return cv::getStructuringElement(cv::MORPH_RECT, {wide, high});
}

/// Dense upright edges of thin dark strokes, evened out over the picture.
cv::Mat print_map(const cv::Mat& gray) {
    cv::Mat dark, edges, dense, level;
    cv::morphologyEx(gray, dark, cv::MORPH_BLACKHAT, box(13, 9));
    cv::Sobel(dark, edges, CV_16S, 1, 0, 3);
    cv::convertScaleAbs(edges, edges, 0.5);
    cv::blur(edges, dense, {17, 3});
    cv::blur(dense, level, {151, 151});
    cv::Mat map;
    // A line of print is well above both the noise of the whole and the mean of its surroundings.
    const double noise = std::max(4.0, cv::mean(dense)[0] * 1.1);
    cv::compare(dense, cv::max(level * 1.25, noise), map, cv::CMP_GT);
    cv::morphologyEx(map, map, cv::MORPH_OPEN, box(9, 3));
    cv::morphologyEx(map, map, cv::MORPH_CLOSE, box(15, 1));
    // Frames and the rims of cards stand upright beside the print and would tie its lines together.
    cv::Mat tall = upright_runs(map, 61);
    cv::dilate(tall, tall, box(9, 3));
    map.setTo(0, tall);
    return map;
}

/// Of an area that is a line of print.
struct Axis {
    cv::Point2d centre, way;  // from left to right, the way the pixels spread most
    double pixels = 0;

    explicit Axis(const Runs& runs) {
        cv::Matx22d spread = cv::Matx22d::zeros();  // around the origin
        for (const Run& run : runs) {
            const double n = run.length(), x = (run.left + run.right) / 2.0, y = run.y;
            pixels += n, centre += n * cv::Point2d{x, y};
            spread(0, 0) += n * (x * x + (n * n - 1) / 12), spread(0, 1) += n * x * y,
                spread(1, 1) += n * y * y;
        }
        centre /= pixels;
        const double xx = spread(0, 0) - pixels * centre.x * centre.x,
                     xy = spread(0, 1) - pixels * centre.x * centre.y,
                     yy = spread(1, 1) - pixels * centre.y * centre.y,
                     angle = std::atan2(2 * xy, xx - yy) / 2;
        way = {std::cos(angle), std::sin(angle)};
    }
    double along(int x, int y) const { return (cv::Point2d(x, y) - centre).dot(way); }
    double aside(int x, int y) const { return way.cross(cv::Point2d(x, y) - centre); }
};

struct Reach {
    double low = 1e9, high = -1e9;
    void add(double v) { low = std::min(low, v), high = std::max(high, v); }
    double length() const { return high - low + 1; }
};

/// Along the axis or across it: a run goes no further than its ends.
template <typename Measure>
Reach reach_of(const Runs& runs, const Measure& measure) {
    Reach reach;
    for (const Run& run : runs) reach.add(measure(run.left, run.y)), reach.add(measure(run.right, run.y));
    return reach;
}

/// Two lines one above the other that something beside them ties together (a frame drawn around both, a
/// crease): parted along the emptiest row between them. A second part that is empty: it is one line.
std::pair<Runs, Runs> parted(const Runs& runs, const Axis& axis) {
    const auto aside = [&](int x, int y) { return axis.aside(x, y); };
    const auto along = [&](int x, int y) { return axis.along(x, y); };
    const Reach across = reach_of(runs, aside);
    const auto row_of = [&](int x, int y) { return std::size_t(aside(x, y) - across.low); };
    std::vector<int> rows(std::size_t(across.length()) + 1, 0);
    for (const Run& run : runs)
        for (int x = run.left; x <= run.right; ++x) ++rows[row_of(x, run.y)];
    std::size_t valley = 0;
    double deepest = 0.4;  // of the lesser of the rows that are fullest on either side
    for (std::size_t y = 1; y + 1 < rows.size(); ++y) {
        const auto at = rows.begin() + std::ptrdiff_t(y);
        const int above = *std::max_element(rows.begin(), at), below = *std::max_element(at + 1, rows.end());
        const double share = double(*at) / std::max(1, std::min(above, below));
        if (share < deepest) deepest = share, valley = y;
    }
    if (!valley) return {runs, {}};
    Runs upper, lower;
    for (const Run& run : runs)
        for (int x = run.left, end = x; x <= run.right; x = end) {
            const bool below = row_of(x, run.y) > valley;
            while (end <= run.right && (row_of(end, run.y) > valley) == below) ++end;
            (below ? lower : upper).push_back({run.y, x, end - 1});
        }
    // Each as long as both: a line that winds has its ends on one side and its middle on the other.
    const double above = reach_of(upper, along).length(), below = reach_of(lower, along).length();
    if (std::min(above, below) < 0.8 * std::max(above, below)) return {runs, {}};
    return {upper, lower};
}

void add_lines(const Runs& runs, std::vector<PrintLine>& lines) {
    const Axis axis(runs);
    const auto [left, right] = reach_of(runs, [](int x, int) { return double(x); });
    if (axis.pixels < 120 || right - left < 23 || axis.way.x < 0.9) return;
    const Reach along = reach_of(runs, [&](int x, int y) { return axis.along(x, y); });
    const double length = along.length(), thick = axis.pixels / length;
    if (length < 2.5 * thick) return;
    if (const auto [upper, lower] = parted(runs, axis); !lower.empty()) {
        add_lines(upper, lines);
        add_lines(lower, lines);
        return;
    }
    // The blur of the map reaches half a window beyond the first and the last letter.
    lines.push_back({axis.centre + axis.way * (along.low + 6), axis.centre + axis.way * (along.high - 6),
                     float(std::max(5.0, thick))});
}

std::vector<PrintLine> blobs_of(const cv::Mat& map) {
    std::vector<PrintLine> lines;
    for (const Runs& runs : runs_of_areas(map)) add_lines(runs, lines);
    return lines;
}

bool continues(const PrintLine& a, const PrintLine& b) {
    if (std::max(a.height, b.height) > 1.9f * std::min(a.height, b.height)) return false;
    const float height = std::max(a.height, b.height);
    const cv::Point2f gap = b.start - a.end, way = (a.end - a.start) / std::max(1.f, a.length());
    const float along = gap.dot(way), aside = float(std::abs(gap.cross(way)));
    return along > -height && along < 4.5f * height && aside < 0.45f * height;
}

/// Broken lines joined: long runs of fillers and a lamp's streak leave gaps.
std::vector<PrintLine> joined(std::vector<PrintLine> lines) {
    std::sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.start.x < b.start.x; });
    for (std::size_t i = 0; i < lines.size(); ++i)
        for (std::size_t k = i + 1; k < lines.size();) {
            if (!continues(lines[i], lines[k])) {
                ++k;
                continue;
            }
            const float a = lines[i].length(), b = lines[k].length();
            lines[i].height = (lines[i].height * a + lines[k].height * b) / (a + b);
            lines[i].end = lines[k].end;
            lines.erase(lines.begin() + std::ptrdiff_t(k));
            k = i + 1;
        }
    return lines;
}

/// Where the print runs within a roughly straight strip: the offset of the middle in windows along it, a
/// parabola through them.
struct Course {
    double a = 0, b = 0, c = 0;  // y = a + b t + c t², t from -1 to 1
    double at(double t) const { return a + b * t + c * t * t; }
};

cv::Mat edge_energy(const cv::Mat& gray) {
    cv::Mat dx, energy;
    cv::Sobel(gray, dx, CV_32F, 1, 0, 3);
    cv::Mat magnitude = cv::abs(dx);
    // One loud edge (a fold, the rim of the page) must not outshout the letters.
    cv::min(magnitude, 2.5 * cv::mean(magnitude)[0] + 8, energy);
    return energy;
}

/// The row that a band of `cap` rows must be centred on to hold most energy inside and least just outside.
double best_centre(const cv::Mat& rows, double cap, double from, double to, double* gain) {
    std::vector<double> sum(std::size_t(rows.rows) + 1, 0);
    for (int y = 0; y < rows.rows; ++y)
        sum[std::size_t(y) + 1] = sum[std::size_t(y)] + double(rows.at<float>(y));
    const auto within = [&](double low, double high) {
        const auto clamp = [&](double v) {
            return std::size_t(std::clamp(std::lround(v), 0L, long(rows.rows)));
        };
        return sum[clamp(high)] - sum[clamp(low)];
    };
    double best = -1e18, where = (from + to) / 2;
    for (double y = from; y <= to; y += 1) {
        const double inside = within(y - cap / 2, y + cap / 2);
        const double outside = within(y - cap * 0.85, y - cap / 2) + within(y + cap / 2, y + cap * 0.85);
        const double score = inside - 1.2 * outside - 0.02 * std::abs(y - (from + to) / 2) * inside / cap;
        if (score > best) best = score, where = y;
    }
    if (gain) *gain = std::max(0.0, best);
    return where;
}

Course follow(const cv::Mat& energy, double cap) {
    const int window = std::max(8, int(cap * 5)), step = window / 2;
    std::vector<double> t, y, w;
    for (int x = 0; x + window <= energy.cols; x += step) {
        cv::Mat rows;
        cv::reduce(energy.colRange(x, x + window), rows, 1, cv::REDUCE_SUM, CV_32F);
        double gain = 0;
        const double middle = energy.rows / 2.0;
        y.push_back(best_centre(rows, cap, middle - cap * 0.75, middle + cap * 0.75, &gain) - middle);
        t.push_back(2.0 * (x + window / 2.0) / energy.cols - 1);
        w.push_back(gain);
    }
    Course course;
    if (t.size() < 4) return course;
    for (int round = 0; round < 3; ++round) {
        cv::Mat normal(3, 3, CV_64F, 0.0), right(3, 1, CV_64F, 0.0), solution;
        for (std::size_t i = 0; i < t.size(); ++i) {
            const double base[] = {1, t[i], t[i] * t[i]};
            for (int r = 0; r < 3; ++r) {
                right.at<double>(r) += w[i] * base[r] * y[i];
                for (int c = 0; c < 3; ++c) normal.at<double>(r, c) += w[i] * base[r] * base[c];
            }
        }
        const double trace = cv::trace(normal)[0];
        normal.at<double>(0, 0) += 1e-6 * trace, normal.at<double>(1, 1) += 1e-3 * trace,
            normal.at<double>(2, 2) += 1e-2 * trace;
        cv::solve(normal, right, solution, cv::DECOMP_CHOLESKY);
        course = {solution.at<double>(0), solution.at<double>(1), solution.at<double>(2)};
        for (std::size_t i = 0; i < t.size(); ++i)
            if (std::abs(y[i] - course.at(t[i])) > cap * (round ? 0.25 : 0.4)) w[i] *= 0.1;
    }
    return course;
}

/// The strip around the line from the full picture: `cap` pixels a capital, `high` rows, `extra` pixels
/// beyond each end.
cv::Mat straight(const GrayLevels& page, const PrintLine& line, double scale, double scale_along, int high,
                 double extra, const Course& course, double course_scale, int interpolation) {
    const cv::Point2f way = (line.end - line.start) / std::max(1.f, line.length()), down{-way.y, way.x};
    const int wide = int(line.length() * scale_along + 2 * extra);
    const float margin = float(high / scale);
    cv::Rect2f around(line.start, line.end);
    const cv::Rect whole{{0, 0}, page.size()};
    const float reach = margin + float(extra / scale_along);
    const cv::Rect roi = cv::Rect{int(around.x - reach), int(around.y - reach), int(around.width + 2 * reach),
                                  int(around.height + 2 * reach)} &
                         whole;
    if (roi.empty() || wide < 8) return {};
    const auto& level = page.above(scale);
    // Where the middle row runs; the others lie beside it.
    std::vector<cv::Point2f> middle(static_cast<std::size_t>(wide));
    const float to_level = float(level.scale);
    for (int x = 0; x < wide; ++x) {
        const float along = float((x - extra + 0.5) / scale_along);
        const double t = 2.0 * along / std::max(1.f, line.length()) - 1;
        const cv::Point2f p = line.start + way * along + down * float(course.at(t) / course_scale);
        middle[std::size_t(x)] = (p + cv::Point2f{0.5f, 0.5f}) * to_level - cv::Point2f{0.5f, 0.5f};
    }
    cv::Mat map(high, wide, CV_32FC2);
    for (int y = 0; y < high; ++y) {
        const cv::Point2f aside = down * float((y + 0.5 - high / 2.0) / scale) * to_level;
        cv::Point2f* row = map.ptr<cv::Point2f>(y);
        for (int x = 0; x < wide; ++x) row[x] = middle[std::size_t(x)] + aside;
    }
    cv::Mat strip;
    cv::remap(level.gray, strip, map, {}, interpolation, cv::BORDER_REPLICATE);
    return strip;
}

struct Extent {
    double low = 0, high = 0;
};

/// Head and foot of the letters from the energy of the rows.
Extent rows_of_print(const cv::Mat& energy, double cap) {
    cv::Mat rows;
    cv::reduce(energy, rows, 1, cv::REDUCE_SUM, CV_32F);
    cv::blur(rows, rows, {1, 3});
    const int middle = rows.rows / 2, half = int(cap * 0.3);
    double plateau = 0;
    for (int y = middle - half; y <= middle + half; ++y) plateau += double(rows.at<float>(y));
    plateau /= 2 * half + 1;
    double floor = 1e18;
    for (int y = std::max(0, middle - int(cap * 1.05)); y < std::min(rows.rows, middle + int(cap * 1.05));
         ++y)
        floor = std::min(floor, double(rows.at<float>(y)));
    const double limit = floor + 0.42 * (plateau - floor);
    int top = middle - half, foot = middle + half;
    while (top > 0 && double(rows.at<float>(top - 1)) > limit) --top;
    while (foot + 1 < rows.rows && double(rows.at<float>(foot + 1)) > limit) ++foot;
    return {double(top), double(foot + 1)};
}

/// First and last column of the print: the run around the middle that has no gap wider than three letters.
Extent columns_of_print(const cv::Mat& energy, double cap) {
    cv::Mat columns;
    const int middle = energy.rows / 2, half = std::max(2, int(cap * 0.5));
    cv::reduce(energy.rowRange(middle - half, middle + half), columns, 0, cv::REDUCE_AVG, CV_32F);
    cv::blur(columns, columns, {std::max(3, int(cap * 1.2)), 1});
    std::vector<float> sorted(columns.begin<float>(), columns.end<float>());
    std::nth_element(sorted.begin(), sorted.begin() + std::ptrdiff_t(sorted.size() * 6 / 10), sorted.end());
    const float limit = sorted[sorted.size() * 6 / 10] * 0.3f;
    const int gap = int(cap * 3);
    int best_from = 0, best_to = 0, from = -1, last = -1;
    for (int x = 0; x <= columns.cols; ++x) {
        const bool ink = x < columns.cols && columns.at<float>(x) > limit;
        if (ink) {
            if (from < 0) from = x;
            last = x;
        } else if (from >= 0 && (x - last > gap || x == columns.cols)) {
            if (last - from > best_to - best_from) best_from = from, best_to = last;
            from = -1;
        }
    }
    return {double(best_from), double(best_to)};
}

}  // namespace

GrayLevels::GrayLevels(const cv::Mat& picture) {
    levels_.emplace_back();
    if (picture.channels() == 3)
        cv::cvtColor(picture, levels_.back().gray, cv::COLOR_RGB2GRAY);
    else
        levels_.back().gray = picture;
    for (;;) {
        const cv::Mat& last = levels_.back().gray;
        if (std::min(last.cols, last.rows) < 400) break;
        levels_.push_back({halved(last), levels_.back().scale / 2});
    }
}

const GrayLevels::Level& GrayLevels::above(double scale) const {
    std::size_t i = 0;
    while (i + 1 < levels_.size() && scale / levels_[i].scale < 0.6) ++i;
    return levels_[i];
}

PrintSearch::PrintSearch(const GrayLevels& page, int side)
    : shrink_(double(side) / std::max(page.size().width, page.size().height)) {
    const auto& [gray, scale] = page.above(shrink_);
    const double more = shrink_ / scale;
    if (more < 1)
        gray_ = reduced(gray, more);
    else
        cv::resize(gray, gray_, {}, more, more, cv::INTER_CUBIC);
}

const std::vector<PrintLine>& PrintSearch::lines(PrintRuns way) {
    auto& known = way == PrintRuns::across ? across_ : down_;
    if (!known) known = way == PrintRuns::across ? find_print_lines(gray_) : find_upright_lines(gray_);
    return *known;
}

bool PrintSearch::runs_across() {
    const auto print = [](const std::vector<PrintLine>& lines) {
        double sum = 0;
        for (const PrintLine& line : lines)
            if (line.length() > 6 * line.height) sum += double(line.length());
        return sum;
    };
    return print(lines(PrintRuns::across)) > 1.3 * print(lines(PrintRuns::down));
}

std::vector<PrintLine> find_print_lines(const cv::Mat& gray) {
    return joined(blobs_of(print_map(gray)));
}

std::vector<PrintLine> find_upright_lines(const cv::Mat& gray) {
    cv::Mat turned;
    cv::rotate(gray, turned,
               cv::ROTATE_90_COUNTERCLOCKWISE);  // what runs downwards now runs from left to right
    auto lines = find_print_lines(turned);
    const auto back = [&](cv::Point2f p) { return cv::Point2f{float(gray.cols - 1) - p.y, p.x}; };
    for (auto& line : lines) line.start = back(line.start), line.end = back(line.end);
    return lines;
}

PrintLine scaled(PrintLine line, double factor) {
    const float f = float(factor);
    return {line.start * f, line.end * f, line.height * f};
}

PrintLine turned_about(PrintLine line) {
    return {line.end, line.start, line.height};
}

Strip turned_about(const Strip& strip) {
    Strip other{{}, turned_about(strip.where)};
    if (!strip.gray.empty()) cv::rotate(strip.gray, other.gray, cv::ROTATE_180);
    return other;
}

Strip cut_strip(const GrayLevels& page, const PrintLine& line, double capital, int high, int most_wide) {
    if (line.length() < 20 || line.height < 3) return {};
    // First look: 16 pixels a capital, room for one more line above and below, four letters beyond each end.
    constexpr double cap = 16;
    const double scale = cap / double(line.height), extra = cap * 4;
    const cv::Mat rough = straight(page, line, scale, scale, int(cap * 4), extra, {}, 1, cv::INTER_LINEAR);
    if (rough.empty()) return {};
    Course course = follow(edge_energy(rough), cap);
    // `t` of the course runs over the rough strip with its extra ends; over the line itself it is a little
    // less.
    const double stretch = double(line.length()) * scale / rough.cols;
    course.b *= stretch, course.c *= stretch * stretch;
    const cv::Mat even =
        straight(page, line, scale, scale, int(cap * 4), extra, course, scale, cv::INTER_LINEAR);
    const cv::Mat energy = edge_energy(even);
    const Extent rows = rows_of_print(energy, cap), columns = columns_of_print(energy, cap);
    const double found = std::clamp(rows.high - rows.low, cap * 0.55, cap * 1.7);
    if (columns.high - columns.low < cap * 4) return {};
    // Second look: at the size asked for, centred on the letters.
    const double lift = ((rows.low + rows.high) / 2 - even.rows / 2.0) / scale;
    const cv::Point2f way = (line.end - line.start) / line.length(), down{-way.y, way.x};
    const double begin = (columns.low - extra) / scale, finish = (columns.high - extra) / scale;
    PrintLine exact{line.start + way * float(begin) + down * float(lift),
                    line.start + way * float(finish) + down * float(lift), float(found / scale)};
    // The parabola again, over the part between the new ends.
    const double length = double(line.length()), t0 = 2 * begin / length - 1, t1 = 2 * finish / length - 1,
                 m = (t0 + t1) / 2, h = (t1 - t0) / 2;
    const Course part{course.at(m), h * (course.b + 2 * course.c * m), course.c * h * h};
    const double fine = capital / double(exact.height), pad = capital * 1.7;
    const double along = std::min(fine, (most_wide - 1 - 2 * pad) / std::max(1.0, double(exact.length())));
    Strip strip{straight(page, exact, fine, along, high, pad, part, scale, cv::INTER_CUBIC), exact};
    strip.where.start += down * float(part.at(-1) / scale);
    strip.where.end += down * float(part.at(1) / scale);
    return strip;
}

}  // namespace imaging
