#include "imaging/areas.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <opencv2/imgproc.hpp>

namespace imaging {
namespace {

std::vector<Run> runs_of(const cv::Mat& mask) {
    std::vector<Run> runs;
    for (int y = 0; y < mask.rows; ++y) {
        const std::uint8_t* const row = mask.ptr(y);
        const auto next = [&](int from, int value) {
            const void* at = std::memchr(row + from, value, std::size_t(mask.cols - from));
            return at ? int(static_cast<const std::uint8_t*>(at) - row) : mask.cols;
        };
        for (int x = next(0, 255); x < mask.cols;) {
            const int end = next(x, 0);
            runs.push_back({y, x, end - 1});
            x = next(end, 255);
        }
    }
    return runs;
}

}  // namespace

std::vector<Area> areas_of(const cv::Mat& mask, cv::Mat& labels) {
    struct Reach {
        int left = 1 << 30, top = 0, right = -1, bottom = 0, pixels = 0;
    };
    std::vector<Reach> reached(std::size_t(cv::connectedComponents(mask, labels, 8, CV_32S)));
    for (int y = 0; y < labels.rows; ++y) {
        const int* row = labels.ptr<int>(y);
        for (int x = 0; x < labels.cols; ++x) {
            if (!row[x]) continue;
            Reach& area = reached[std::size_t(row[x])];
            if (!area.pixels++) area.top = y;
            area.left = std::min(area.left, x), area.right = std::max(area.right, x), area.bottom = y;
        }
    }
    std::vector<Area> areas;
    areas.reserve(reached.size());
    for (const Reach& r : reached)
        areas.push_back(r.pixels ? Area{{r.left, r.top, r.right - r.left + 1, r.bottom - r.top + 1}, r.pixels}
                                 : Area{});
    return areas;
}

std::vector<std::vector<Run>> runs_of_areas(const cv::Mat& mask) {
    const std::vector<Run> runs = runs_of(mask);
    std::vector<std::size_t> area(runs.size());  // an earlier run of the same area, or itself
    std::iota(area.begin(), area.end(), std::size_t{0});
    const auto first_of = [&](std::size_t i) {
        while (area[i] != i) i = area[i] = area[area[i]];
        return i;
    };
    std::size_t above = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const Run& run = runs[i];
        const auto ends_before = [&](const Run& other) {
            return other.y < run.y - 1 || (other.y < run.y && other.right < run.left - 1);
        };
        while (ends_before(runs[above])) ++above;
        for (std::size_t k = above; runs[k].y < run.y && runs[k].left <= run.right + 1; ++k) {
            const std::size_t a = first_of(k), b = first_of(i);
            area[std::max(a, b)] = std::min(a, b);
        }
    }
    std::vector<std::vector<Run>> areas;
    std::vector<std::size_t> place(runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const std::size_t first = first_of(i);
        if (first == i) place[i] = areas.size(), areas.emplace_back();
        areas[place[first]].push_back(runs[i]);
    }
    return areas;
}

cv::Mat upright_runs(const cv::Mat& mask, int longest) {
    cv::Mat runs(mask.size(), CV_8U, cv::Scalar(0));
    const auto wanted = std::int16_t(longest), more = std::int16_t(longest + 1);
    std::vector<std::int16_t> lengths(std::size_t(mask.cols), 0);  // `more` stands for all that is longer
    std::int16_t* const length = lengths.data();
    const int wide = mask.cols;
    for (int y = 0; y < mask.rows; ++y) {
        const std::uint8_t* const row = mask.ptr(y);
        std::uint8_t* const out = runs.ptr(y);
        // Without a branch, and so many at once.
        std::int16_t most = 0;
        for (int x = 0; x < wide; ++x) {
            length[x] = row[x] ? std::min(std::int16_t(length[x] + 1), more) : std::int16_t{0};
            most = std::max(most, length[x]);
        }
        if (most < wanted) continue;
        for (int x = 0; x < wide; ++x) out[x] = length[x] >= wanted ? 255 : 0;
        std::int16_t* const end = length + wide;
        for (auto at = std::find(length, end, wanted); at != end; at = std::find(at + 1, end, wanted))
            runs(cv::Rect{int(at - length), y - longest + 1, 1, longest}).setTo(255);
    }
    return runs;
}

cv::Mat level_runs(const cv::Mat& mask, int longest) {
    cv::Mat runs(mask.size(), CV_8U, cv::Scalar(0));
    for (const Run& run : runs_of(mask))
        if (run.length() >= longest) std::fill_n(runs.ptr(run.y) + run.left, run.length(), std::uint8_t{255});
    return runs;
}

}  // namespace imaging
