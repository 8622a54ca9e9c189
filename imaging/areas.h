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

/// The parts of columns that are set for at least `longest` pixels on end: what an opening by an upright line
/// of that length leaves, which costs OpenCV a step a pixel of the line. CV_8U, 255.
cv::Mat upright_runs(const cv::Mat& mask, int longest);
/// The same of rows.
cv::Mat level_runs(const cv::Mat& mask, int longest);

}  // namespace imaging
