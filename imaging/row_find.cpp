#include "imaging/row_find.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "imaging/areas.h"

namespace imaging {
namespace {

constexpr double paper = 245;
// Ink is what is darker than that share of the way from paper to the darkest nearby, within these two.
constexpr double way_to_ink = 0.45, darkest_limit = 150, lightest_limit = 215;
// Of soft print (out of focus, worn thermal paper) that leaves pieces of letters: so much less of it is
// darker than at a smaller share, which then is the limit, though it makes letters larger by that.
constexpr double soft_way = 0.32, soft = 0.7;
constexpr float swollen = 0.5f;             // pixels at head and foot
constexpr int nearby = 36;                  // pixels
constexpr double thick = 15, stout = 0.55;  // pixels, and to its height: no stroke of a letter, and no smear
constexpr int least_high = 4;               // pixels of a letter
constexpr int most_high = 110;              // more is a picture, or a frame
constexpr int least_area = 6;               // less is noise
constexpr float most_slope = 0.24f;         // of a row
constexpr float most_unlike = 2.6f;         // heights of two side by side
constexpr float speck_high = 0.6f;          // of the height of the letter before: perhaps a speck
constexpr float widest_gap = 1.5f;          // between two of a row, in heights of the larger
constexpr float nearly = 0.14f;             // capitals: on the line
constexpr float alike = 1.4f;               // capitals of one row
constexpr float same_line = 0.25f;          // capitals between the feet of one row
constexpr float grain = 3.5f, thin = 10;    // so broad to their height, and no higher: wood, or dashes
constexpr float small_letter = 0.73f;       // capitals
constexpr float lone = 1.5f, line = 4;      // capitals: no wider is a letter by itself; and a row of several
constexpr float small_beside = 0.55f;       // of the usual capital: a letter by itself is none
constexpr float unlike_others = 0.02f;      // slope of a row that is not long
constexpr std::size_t few = 5, many = 12;   // letters: too few to tell a slope, enough to tell any

// A dense page has eight thousand letters, a form 250 rows; more is noise, and not worth the time.
constexpr std::size_t most_spots = 40000, most_rows = 500;

struct Spot {
    cv::Rect box;
    float grown = 0;  // pixels by which it seems larger than it is, at either side
    float left() const { return float(box.x); }
    float right() const { return float(box.x + box.width); }
    float middle() const { return float(box.x) + float(box.width) / 2; }
    float top() const { return float(box.y) + grown; }
    float foot() const { return float(box.y + box.height) - grown; }
    float centre() const { return float(box.y) + float(box.height) / 2; }
    float high() const { return float(box.height) - 2 * grown; }
};

cv::Mat box_of(int wide, int high) {
    return cv::getStructuringElement(cv::MORPH_RECT, {wide, high});
}

/// On a fifth of the picture.
cv::Mat darkest_nearby(const cv::Mat& evened) {
    cv::Mat darkest, small;
    cv::erode(evened, darkest, box_of(5, 5));
    cv::resize(darkest, small, {}, 0.2, 0.2, cv::INTER_NEAREST);
    cv::erode(small, small, box_of(2 * nearby / 5 + 1, 2 * nearby / 5 + 1));
    cv::blur(small, small, {nearby / 5, nearby / 5});
    return small;
}

/// Gray print beside black print needs a limit of its own.
cv::Mat darker_than_limit(const cv::Mat& evened, const cv::Mat& darkest, double way) {
    cv::Mat small, limit, dark;
    darkest.convertTo(small, CV_8U, way, paper * (1 - way));
    small = cv::max(cv::min(small, lightest_limit), darkest_limit);
    cv::resize(small, limit, evened.size(), 0, 0, cv::INTER_LINEAR);
    cv::compare(evened, limit, dark, cv::CMP_LT);
    return dark;
}

struct Ink {
    cv::Mat dark;     // CV_8U, 255
    float grown = 0;  // pixels, see Spot
};

/// Print without the rules of tables and the frames of boxes, which would chain what they touch.
Ink ink_of(const cv::Mat& evened) {
    const cv::Mat darkest = darkest_nearby(evened);
    Ink ink{darker_than_limit(evened, darkest, way_to_ink)};
    const cv::Mat more = darker_than_limit(evened, darkest, soft_way);
    if (cv::countNonZero(ink.dark) < soft * cv::countNonZero(more)) ink = {more, swollen};
    ink.dark.setTo(0, upright_runs(ink.dark, most_high));
    ink.dark.setTo(0, level_runs(ink.dark, most_high));
    return ink;
}

/// What a rule that is not quite straight leaves.
bool is_wire(int wide, int high, int area) {
    return std::max(wide, high) > 40 && area < wide * high / 10;
}

/// A shoulder, a square, a beam: thicker than a stroke of a letter.
bool is_picture(const Area& area, int label, const cv::Mat& labels) {
    if (std::min(area.box.width, area.box.height) < thick || area.pixels < area.box.area() / 2) return false;
    cv::Mat alone, depth;
    cv::compare(labels(area.box), label, alone, cv::CMP_EQ);
    cv::copyMakeBorder(alone, alone, 1, 1, 1, 1, cv::BORDER_CONSTANT, 0);
    cv::distanceTransform(alone, depth, cv::DIST_L2, 3);
    double deepest = 0;
    cv::minMaxLoc(depth, nullptr, &deepest);
    return 2 * deepest > std::max(thick, stout * area.box.height);
}

/// Letters, or a few that touch, by their left edge.
std::vector<Spot> spots_of(const Ink& ink) {
    cv::Mat labels;
    std::vector<Spot> spots;
    const std::vector<Area> areas = areas_of(ink.dark, labels);
    for (std::size_t i = 0; i < areas.size(); ++i) {
        const auto& [box, pixels] = areas[i];
        if (pixels >= least_area && box.height <= most_high && !is_wire(box.width, box.height, pixels) &&
            !is_picture(areas[i], int(i), labels))
            spots.push_back({box, ink.grown});
    }
    std::sort(spots.begin(), spots.end(), [](const Spot& a, const Spot& b) { return a.box.x < b.box.x; });
    return spots;
}

bool is_letter(const Spot& spot) {
    return spot.box.height >= least_high && spot.box.width < 12 * spot.box.height;
}

bool side_by_side(const Spot& a, const Spot& b) {
    const float larger = std::max(a.high(), b.high()), smaller = std::min(a.high(), b.high());
    const float both = std::min(a.foot(), b.foot()) - std::max(a.top(), b.top());
    return larger < most_unlike * smaller && both > 0.5f * smaller &&
           std::abs(a.centre() - b.centre()) < 0.45f * larger && b.left() - a.right() < widest_gap * larger;
}

/// One above the other, or within: an accent, a piece of faint print.
bool of_one_letter(const Spot& a, const Spot& b) {
    const float both = std::min(a.right(), b.right()) - std::max(a.left(), b.left());
    return both > 0.5f * float(std::min(a.box.width, b.box.width));
}

/// Each with the nearest one to its right, and a small one before that. By the first of each row, those of a
/// row from left to right.
std::vector<std::vector<Spot>> chained(const std::vector<Spot>& spots) {
    std::vector<std::size_t> row(spots.size());
    std::iota(row.begin(), row.end(), std::size_t{0});
    const auto first_of = [&](std::size_t i) {
        while (row[i] != i) i = row[i] = row[row[i]];
        return i;
    };
    for (std::size_t i = 0; i < spots.size(); ++i) {
        if (!is_letter(spots[i])) continue;
        // A speck between two letters must not part them.
        std::size_t nearest = 0, speck = 0;
        float gap = 1e9f;
        for (std::size_t k = i + 1; k < spots.size(); ++k) {
            const float away = spots[k].left() - spots[i].right();
            if (away > std::min(gap, widest_gap * most_unlike * spots[i].high())) break;
            if (!is_letter(spots[k]) || spots[k].middle() <= spots[i].middle()) continue;
            if (of_one_letter(spots[i], spots[k]) || !side_by_side(spots[i], spots[k])) continue;
            if (spots[k].high() < speck_high * spots[i].high()) {
                if (!speck) speck = k;
            } else if (std::max(0.f, away) < gap) {
                gap = std::max(0.f, away), nearest = k;
            }
        }
        for (const std::size_t k : {nearest, speck}) {
            if (!k) continue;
            const std::size_t a = first_of(i), b = first_of(k);
            row[std::max(a, b)] = std::min(a, b);
        }
    }
    std::vector<std::vector<Spot>> rows(spots.size());
    for (std::size_t i = 0; i < spots.size(); ++i)
        if (is_letter(spots[i])) rows[first_of(i)].push_back(spots[i]);
    std::erase_if(rows, [](const auto& one) { return one.empty(); });
    return rows;
}

float nth(std::vector<float> values, double share) {
    const auto at = values.begin() + std::ptrdiff_t(share * double(values.size() - 1) + 0.5);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

struct Foot {
    float slope = 0, at_zero = 0;
    float at(float x) const { return at_zero + slope * x; }
};

/// By the middles of the thirds at both ends: for long rows.
float slope_of_ends(const std::vector<Spot>& letters) {
    const std::size_t third = std::max<std::size_t>(2, letters.size() / 3);
    const auto middle = [&](std::size_t from, std::size_t to, auto of) {
        std::vector<float> values;
        for (std::size_t i = from; i < to; ++i) values.push_back(of(letters[i]));
        return nth(std::move(values), 0.5);
    };
    const auto rise = [&](auto of) {
        return middle(letters.size() - third, letters.size(), of) - middle(0, third, of);
    };
    const float run = rise([](const Spot& s) { return s.middle(); });
    return std::clamp(rise([](const Spot& s) { return s.foot(); }) / std::max(1.f, run), -most_slope,
                      most_slope);
}

/// The line that most letters stand on: what hangs below it, or floats above, has no say. `usual`: slope on
/// that page, from which a row that is not long differs little.
Foot foot_of(const std::vector<Spot>& letters, float high, std::optional<float> usual) {
    const auto along = [&](float slope) {
        std::vector<float> feet;
        for (const Spot& s : letters) feet.push_back(s.foot() - slope * s.middle());
        return Foot{slope, nth(std::move(feet), 0.45)};
    };
    if (usual && letters.size() < few) return along(*usual);
    const float near = std::max(1.f, nearly * high);
    const auto stands = [&](const Foot& foot, const Spot& s) {
        return std::abs(s.foot() - foot.at(s.middle())) <= near;
    };
    const auto standing = [&](const Foot& foot) {
        return std::count_if(letters.begin(), letters.end(), [&](const Spot& s) { return stands(foot, s); });
    };
    Foot best = along(usual ? *usual : slope_of_ends(letters));
    constexpr int steps = 24;  // either way
    for (int k = -steps; k <= steps && !usual; ++k)
        if (const Foot other = along(most_slope * float(k) / steps); standing(other) > standing(best))
            best = other;
    const float least = usual ? *usual - unlike_others : -most_slope,
                most = usual ? *usual + unlike_others : most_slope;
    for (int again = 0; again < 2; ++again) {
        double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
        for (const Spot& s : letters) {
            if (!stands(best, s)) continue;
            const double px = double(s.middle()), py = double(s.foot());
            n += 1, sx += px, sy += py, sxx += px * px, sxy += px * py;
        }
        const double spread = n * sxx - sx * sx;
        if (n < 4 || spread < 1) break;
        best.slope = std::clamp(float((n * sxy - sx * sy) / spread), least, most);
        best.at_zero = float((sy - double(best.slope) * sx) / n);
    }
    return best;
}

float capital_of(const std::vector<Spot>& letters, const Foot& foot) {
    std::vector<float> heads;
    for (const Spot& s : letters) heads.push_back(foot.at(s.middle()) - s.top());
    const float high = std::max(float(least_high), nth(heads, 0.88));
    // Some hang and none towers: small letters without one like b or d.
    const auto hanging = std::count_if(letters.begin(), letters.end(), [&](const Spot& s) {
        return s.foot() - foot.at(s.middle()) > 0.25f * high;
    });
    const bool level = nth(heads, 0.95) < 1.15f * nth(heads, 0.4);
    return level && std::size_t(hanging) * 12 >= letters.size() ? high / small_letter : high;
}

std::optional<PrintRow> row_of(std::vector<Spot> letters, std::optional<float> slope) {
    std::vector<float> highs;
    for (const Spot& s : letters) highs.push_back(s.high());
    // A seal, a sign, a picture at the end of a row is not of it.
    const float usual = nth(highs, 0.5);
    std::erase_if(letters, [&](const Spot& s) { return s.high() > 2.1f * usual; });
    std::vector<float> broad;
    for (const Spot& s : letters) broad.push_back(float(s.box.width) / s.high());
    if (letters.empty() || (usual < thin && nth(std::move(broad), 0.5) > grain)) return std::nullopt;
    const Foot foot = foot_of(letters, usual, slope);
    PrintRow row;
    row.capital = capital_of(letters, foot);
    for (const Spot& s : letters) row.box = row.box.empty() ? s.box : (row.box | s.box);
    row.foot_left = foot.at(float(row.box.x));
    row.foot_right = foot.at(float(row.box.x + row.box.width));
    return row;
}

float foot_at(const PrintRow& row, float x) {
    const float along = (x - float(row.box.x)) / float(std::max(1, row.box.width));
    return row.foot_left + (row.foot_right - row.foot_left) * along;
}

struct FoundRow {
    PrintRow row;
    std::vector<Spot> letters;
};

/// Two that run into one another on one line: letters in pieces were chained past one another.
bool is_one_row(const PrintRow& a, const PrintRow& b) {
    const int left = std::max(a.box.x, b.box.x), right = std::min(a.box.br().x, b.box.br().x);
    const float larger = std::max(a.capital, b.capital), smaller = std::min(a.capital, b.capital),
                middle = float(left + right) / 2;
    return left < right && larger < alike * smaller &&
           std::abs(foot_at(a, middle) - foot_at(b, middle)) < same_line * larger;
}

/// A point, a comma, a dash, a dot that is too small to be chained, at either end.
void take_in_marks(PrintRow& row, const std::vector<Spot>& spots) {
    const float gap = 0.6f * row.capital;
    const auto from = std::lower_bound(spots.begin(), spots.end(), row.box.x - 2 * most_high,
                                       [](const Spot& s, int x) { return s.box.x < x; });
    for (auto it = from; it != spots.end() && it->left() < float(row.box.x + row.box.width) + gap; ++it) {
        const float foot =
            it->middle() < float(row.box.x) + float(row.box.width) / 2 ? row.foot_left : row.foot_right;
        const bool mark = it->high() < 0.6f * row.capital && float(it->box.width) < 1.2f * row.capital &&
                          it->top() > foot - 1.1f * row.capital && it->foot() < foot + 0.4f * row.capital;
        if (!mark || it->right() < float(row.box.x) - gap) continue;
        const int left = std::min(row.box.x, it->box.x),
                  right = std::max(row.box.x + row.box.width, it->box.x + it->box.width);
        row.box.x = left, row.box.width = right - left;
    }
}

/// Rows that are one become one. `slope`: of those of too few letters to tell their own.
void join(std::vector<FoundRow>& rows, float slope, const std::vector<Spot>& spots) {
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t k = i + 1; k < rows.size(); ++k) {
            if (!is_one_row(rows[i].row, rows[k].row)) continue;
            std::vector<Spot> letters = rows[i].letters;
            letters.insert(letters.end(), rows[k].letters.begin(), rows[k].letters.end());
            std::sort(letters.begin(), letters.end(),
                      [](const Spot& a, const Spot& b) { return a.box.x < b.box.x; });
            const bool tells = letters.size() >= many;
            auto row = row_of(letters, tells ? std::nullopt : std::optional{slope});
            if (!row) continue;
            take_in_marks(*row, spots);
            rows[i] = {*row, std::move(letters)};
            rows.erase(rows.begin() + std::ptrdiff_t(k));
            k = i;
        }
}

/// A comma, or the dot of a letter, that made a row of its own.
bool is_mark_of(const PrintRow& small, const PrintRow& row) {
    if (small.box.width >= 3 * small.box.height || small.capital > 0.75f * row.capital) return false;
    const int above = int(0.2f * row.capital), below = int(0.5f * row.capital);
    const cv::Rect around{row.box.x - below, row.box.y - above, row.box.width + 2 * below,
                          row.box.height + above + below};
    return (small.box & around) == small.box;
}

/// The heads or the feet of a row's own letters (most of them), which faint print has parted from the rest.
bool is_part_of(const FoundRow& small, const FoundRow& other) {
    const PrintRow& row = other.row;
    const std::vector<Spot>& letters = other.letters;
    if (small.letters.size() >= letters.size()) return false;
    const int margin = int(0.2f * row.capital);
    const cv::Rect around{row.box.x, row.box.y - margin, row.box.width, row.box.height + 2 * margin};
    const auto parts = std::count_if(small.letters.begin(), small.letters.end(), [&](const Spot& part) {
        if ((part.box & around) != part.box) return false;
        return std::any_of(letters.begin(), letters.end(), [&](const Spot& rest) {
            const bool apart = part.foot() <= rest.top() || rest.foot() <= part.top(),
                       beside = part.right() <= rest.left() || rest.right() <= part.left();
            return apart && !beside && rest.high() < row.capital;
        });
    });
    return std::size_t(parts) * 3 >= small.letters.size() * 2;
}

/// The grain of a picture under the print, or of a table: single marks, smaller than what is printed.
void leave_out_grain(std::vector<PrintRow>& rows) {
    std::vector<float> capitals;
    for (const PrintRow& row : rows)
        if (float(row.box.width) > line * row.capital) capitals.push_back(row.capital);
    if (capitals.size() < few) return;
    const float usual = nth(std::move(capitals), 0.5);
    std::erase_if(rows, [&](const PrintRow& row) {
        return float(row.box.width) < lone * row.capital && row.capital < small_beside * usual;
    });
}

}  // namespace

std::vector<PrintRow> find_rows(const cv::Mat& evened) {
    const std::vector<Spot> spots = spots_of(ink_of(evened));
    if (spots.size() > most_spots) return {};
    auto chains = chained(spots);
    std::vector<FoundRow> rows;
    std::vector<float> slopes;
    for (auto& letters : chains)
        if (letters.size() >= many)
            if (const auto row = row_of(letters, std::nullopt)) {
                slopes.push_back((row->foot_right - row->foot_left) / float(std::max(1, row->box.width)));
                rows.push_back({*row, std::move(letters)});
            }
    const float usual = slopes.empty() ? 0 : nth(slopes, 0.5);
    for (auto& letters : chains)
        if (!letters.empty() && letters.size() < many)
            if (const auto row = row_of(letters, usual)) rows.push_back({*row, std::move(letters)});
    for (FoundRow& one : rows) take_in_marks(one.row, spots);
    if (rows.size() <= most_rows) join(rows, usual, spots);
    std::vector<PrintRow> kept;
    for (const FoundRow& small : rows)
        if (std::none_of(rows.begin(), rows.end(), [&](const FoundRow& other) {
                return is_mark_of(small.row, other.row) || is_part_of(small, other);
            }))
            kept.push_back(small.row);
    leave_out_grain(kept);
    if (kept.size() > most_rows) {
        std::nth_element(kept.begin(), kept.begin() + most_rows, kept.end(),
                         [](const PrintRow& a, const PrintRow& b) { return a.box.width > b.box.width; });
        kept.resize(most_rows);
    }
    std::sort(kept.begin(), kept.end(), [](const PrintRow& a, const PrintRow& b) {
        return a.foot_left != b.foot_left ? a.foot_left < b.foot_left : a.box.x < b.box.x;
    });
    return kept;
}

}  // namespace imaging
