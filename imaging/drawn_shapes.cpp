#include "imaging/drawn_shapes.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <unordered_set>

namespace imaging {
namespace {

constexpr int least_pixels = 48, rim = 4;
constexpr int least_step = 10;   // of a border that stands out, in any channel, within two pixels
constexpr double most_of = 0.6;  // of a border: stands out, or lies on the grid

using Colours = cv::Mat_<std::int32_t>;

Colours packed(const cv::Mat& rgb) {
    Colours colours(rgb.rows, rgb.cols);
    for (int y = 0; y < rgb.rows; ++y) {
        const cv::Vec3b* from = rgb.ptr<cv::Vec3b>(y);
        std::int32_t* to = colours[y];
        for (int x = 0; x < rgb.cols; ++x) to[x] = from[x][0] << 16 | from[x][1] << 8 | from[x][2];
    }
    return colours;
}

std::array<int, 3> channels(std::int32_t colour) {
    return {colour >> 16, colour >> 8 & 255, colour & 255};
}

int step_between(std::int32_t a, std::int32_t b) {
    const auto p = channels(a), q = channels(b);
    return std::max({std::abs(p[0] - q[0]), std::abs(p[1] - q[1]), std::abs(p[2] - q[2])});
}

int light_of(std::int32_t colour) {
    const auto c = channels(colour);
    return 2 * c[0] + 5 * c[1] + c[2];
}

/// Paper burnt out, with or without a cast, and ink.
bool is_white_or_black(std::int32_t colour) {
    const auto c = channels(colour);
    const auto [low, high] = std::minmax({c[0], c[1], c[2]});
    return (high >= 248 && low >= 225) || high <= 8;
}

/// As after a palette, a copier's few grays or an artist's filter: what is flat there says nothing.
bool has_few_colours(const Colours& colours) {
    constexpr std::size_t few_grays = 64, few_colours = 1000;
    std::unordered_set<std::int32_t> seen;
    bool gray = true;
    for (int y = 0; y < colours.rows; ++y)
        for (int x = 0; x < colours.cols; ++x) {
            if (x > 0 && colours(y, x) == colours(y, x - 1)) continue;
            seen.insert(colours(y, x));
            const auto c = channels(colours(y, x));
            gray = gray && c[0] == c[1] && c[1] == c[2];
            if (seen.size() > (gray ? few_grays : few_colours)) return false;
        }
    return true;
}

/// Areas of one colour; pixels that equal no neighbour have no label.
class Areas {
  public:
    explicit Areas(const Colours& colours) : labels_(colours.rows, colours.cols) {
        for (int y = 0; y < colours.rows; ++y) label_row(colours, y);
        for (std::size_t i = 0; i < parent_.size(); ++i)
            if (const auto root = std::size_t(root_of(int(i))); root != i) size_[root] += size_[i];
    }
    int at(int y, int x) const { return labels_(y, x); }
    int count() const { return int(parent_.size()); }
    int root_of(int label) {
        while (parent_[std::size_t(label)] != label)
            label = parent_[std::size_t(label)] = parent_[std::size_t(parent_[std::size_t(label)])];
        return label;
    }
    int size_of(int root) const { return size_[std::size_t(root)]; }

  private:
    void label_row(const Colours& colours, int y) {
        static constexpr std::int32_t none = -1;
        const std::int32_t* row = colours[y];
        const std::int32_t* above = y > 0 ? colours[y - 1] : nullptr;
        const std::int32_t* below = y + 1 < colours.rows ? colours[y + 1] : nullptr;
        int* label = labels_[y];
        for (int x = 0; x < colours.cols; ++x) {
            const bool left = x > 0 && row[x - 1] == row[x], up = above && above[x] == row[x];
            if (left) {
                label[x] = label[x - 1];
                if (up && above[x - 1] != row[x]) unite(label[x], labels_(y - 1, x));
            } else if (up) {
                label[x] = labels_(y - 1, x);
            } else if ((x + 1 < colours.cols && row[x + 1] == row[x]) || (below && below[x] == row[x])) {
                label[x] = int(parent_.size());
                parent_.push_back(label[x]), size_.push_back(0);
            } else {
                label[x] = none;
                continue;
            }
            ++size_[std::size_t(label[x])];
        }
    }
    void unite(int a, int b) {
        a = root_of(a), b = root_of(b);
        parent_[std::size_t(std::max(a, b))] = std::min(a, b);
    }

    cv::Mat_<int> labels_;
    std::vector<int> parent_, size_;
};

/// What is known of one area and its border; the border also by its place on a grid of eight pixels.
struct Border {
    cv::Point least{1 << 30, 1 << 30}, most{-1, -1};
    int pixels = 0, near_rim = 0, length = 0, stands_out = 0, lighter = 0;
    std::array<int, 8> across{}, down{};
    bool touches = false;  // the rim: a ground, not a shape
};

/// One pixel of the area: most lie inside and have no border.
void follow(const Colours& colours, int x, int y, Border& border) {
    const std::int32_t own = colours(y, x);
    ++border.pixels;
    border.near_rim += x < rim || y < rim || x >= colours.cols - rim || y >= colours.rows - rim;
    const auto look = [&](int dx, int dy) {
        const int nx = x + dx, ny = y + dy, bx = nx + dx, by = ny + dy;
        if (nx < 0 || ny < 0 || nx >= colours.cols || ny >= colours.rows) {
            border.touches = true;
            return;
        }
        if (colours(ny, nx) == own) return;
        border.least = {std::min(border.least.x, x), std::min(border.least.y, y)};
        border.most = {std::max(border.most.x, x), std::max(border.most.y, y)};
        std::int32_t other = colours(ny, nx);
        if (bx >= 0 && by >= 0 && bx < colours.cols && by < colours.rows &&
            step_between(own, colours(by, bx)) > step_between(own, other))
            other = colours(by, bx);
        ++border.length, border.stands_out += step_between(own, other) >= least_step;
        border.lighter += light_of(other) > light_of(own);
        ++(dx ? border.across : border.down)[std::size_t(dx ? std::max(x, nx) : std::max(y, ny)) % 8];
    };
    look(-1, 0), look(1, 0), look(0, -1), look(0, 1);
}

std::vector<Border> borders_of(const Colours& colours) {
    Areas areas(colours);
    std::vector<int> index(std::size_t(areas.count()), -1);
    std::vector<Border> borders;
    for (int y = 0; y < colours.rows; ++y)
        for (int x = 0; x < colours.cols; ++x) {
            if (areas.at(y, x) < 0) continue;
            const int root = areas.root_of(areas.at(y, x));
            if (areas.size_of(root) < least_pixels || is_white_or_black(colours(y, x))) continue;
            int& i = index[std::size_t(root)];
            if (i < 0) i = int(borders.size()), borders.emplace_back();
            follow(colours, x, y, borders[std::size_t(i)]);
        }
    return borders;
}

using Phases = std::array<int, 8>;

/// The grid of JPEG's blocks along one way.
struct Grid {
    std::size_t phase = 0;  // bounds most
    bool wide = false;      // … with its neighbours even most of all: what is flat is JPEG's
};

int beside(const Phases& phases, std::size_t phase) {
    return phases[(phase + 7) % 8] + phases[phase] + phases[(phase + 1) % 8];
}

Grid grid_of(const std::vector<Border>& borders, Phases Border::*way) {
    Phases sum{}, wide{};
    for (const Border& border : borders)
        if (border.pixels >= 1.3 * border.length)  // lines lie on one phase each
            for (std::size_t i = 0; i < 8; ++i) sum[i] += (border.*way)[i];
    for (std::size_t i = 0; i < 8; ++i) wide[i] = beside(sum, i);
    const auto most = std::max_element(wide.begin(), wide.end());
    if (*most > 0.55 * std::accumulate(sum.begin(), sum.end(), 0))
        return {std::size_t(most - wide.begin()), true};
    return {std::size_t(std::max_element(sum.begin(), sum.end()) - sum.begin()), false};
}

/// `wide`: colours kept at half the size end a pixel beside the grid.
bool bounds(const Grid& grid, const Phases& phases, bool wide) {
    const int on = wide ? beside(phases, grid.phase) : phases[grid.phase];
    return on >= most_of * std::accumulate(phases.begin(), phases.end(), 0);
}

cv::Rect box_of(const Border& border) {
    return {border.least, border.most + cv::Point{1, 1}};
}

/// A line around the page or along most of it: a viewer's, or a rule on the paper.
bool is_frame(const Border& border, cv::Size size) {
    const cv::Rect box = box_of(border);
    const auto straight = [](const Phases& phases) {
        return *std::max_element(phases.begin(), phases.end()) >=
               0.45 * std::accumulate(phases.begin(), phases.end(), 0);
    };
    return (box.width * 2 > size.width && straight(border.down)) ||
           (box.height * 2 > size.height && straight(border.across));
}

bool is_drawn(const Border& border, cv::Size size) {
    const cv::Rect box = box_of(border);
    if (border.touches || border.near_rim * 4 > border.pixels || (box.width <= 8 && box.height <= 8))
        return false;
    if (border.stands_out < most_of * border.length) return false;
    if (border.pixels >= 2.5 * border.length) return true;
    // A line is darker or lighter than both its sides; what lies between them is a shadow's or an edge's.
    const int one_sided = std::max(border.lighter, border.length - border.lighter);
    return one_sided >= 0.8 * border.length && !is_frame(border, size);
}

}  // namespace

std::vector<DrawnShape> drawn_shapes(const cv::Mat& rgb) {
    const Colours colours = packed(rgb);
    if (has_few_colours(colours)) return {};
    const std::vector<Border> borders = borders_of(colours);
    const Grid across = grid_of(borders, &Border::across), down = grid_of(borders, &Border::down);
    const bool wide = across.wide && down.wide;  // lines of one direction are drawn
    std::vector<DrawnShape> shapes;
    for (const Border& border : borders)
        if (is_drawn(border, colours.size()) && !bounds(across, border.across, wide) &&
            !bounds(down, border.down, wide))
            shapes.push_back({box_of(border), border.pixels});
    return shapes;
}

}  // namespace imaging
