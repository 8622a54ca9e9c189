#pragma once
// What hangs together in a mask, and what runs on straight in it: as OpenCV finds them, several times as
// fast.
#include <opencv2/core.hpp>
#include <vector>

namespace imaging {

struct Area {
    cv::Rect box;
    int pixels = 0;
};

/// The areas of what is not 0 (CV_8U), neighbours across corners included, in the order of `labels` (CV_32S,
/// as large as the mask); the first stands for the ground and is empty.
/// OpenCV's own statistics (connectedComponentsWithStats) take several times as long as finding the areas.
std::vector<Area> areas_of(const cv::Mat& mask, cv::Mat& labels);

/// Pixels of a row that are set, from `left` to `right`.
struct Run {
    int y, left, right;
    int length() const { return right - left + 1; }
};

/// The same areas as their runs, from top to bottom and left to right; there is none for the ground. `mask`:
/// 0 or 255. For areas that are few and broad: a label for every pixel would take several times as long.
std::vector<std::vector<Run>> runs_of_areas(const cv::Mat& mask);

/// The parts of columns that are set for at least `longest` pixels on end: what an opening by an upright line
/// of that length leaves, which costs OpenCV a step a pixel of the line. `mask`: CV_8U, 0 or 255, and so is
/// what is returned. `longest`: up to 32,766.
cv::Mat upright_runs(const cv::Mat& mask, int longest);
/// The same of rows.
cv::Mat level_runs(const cv::Mat& mask, int longest);

}  // namespace imaging
