#include "imaging/areas.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace imaging {

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

cv::Mat upright_runs(const cv::Mat& mask, int longest) {
    cv::Mat runs(mask.size(), CV_8U, cv::Scalar(0));
    std::vector<int> length(std::size_t(mask.cols), 0);
    for (int y = 0; y < mask.rows; ++y) {
        const std::uint8_t* row = mask.ptr(y);
        int most = 0;
        for (int x = 0; x < mask.cols; ++x) {  // without a branch, and so several at once
            int& run = length[std::size_t(x)];
            run = (run + 1) * int(row[x] != 0);
            most = std::max(most, run);
        }
        if (most < longest) continue;
        for (int x = 0; x < mask.cols; ++x) {
            const int run = length[std::size_t(x)];
            if (run > longest)
                runs.at<std::uint8_t>(y, x) = 255;
            else if (run == longest)
                runs(cv::Rect{x, y - longest + 1, 1, longest}).setTo(255);
        }
    }
    return runs;
}

cv::Mat level_runs(const cv::Mat& mask, int longest) {
    cv::Mat runs(mask.size(), CV_8U, cv::Scalar(0));
    for (int y = 0; y < mask.rows; ++y) {
        const std::uint8_t* row = mask.ptr(y);
        int run = 0;
        for (int x = 0; x <= mask.cols; ++x) {
            if (x < mask.cols && row[x]) {
                ++run;
                continue;
            }
            if (run >= longest) std::fill_n(runs.ptr(y) + x - run, run, std::uint8_t{255});
            run = 0;
        }
    }
    return runs;
}

}  // namespace imaging
