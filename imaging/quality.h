#pragma once
// How well the page can be read. Measures warn and explain; a finding that asks for a new picture comes only
// for what nobody could read.
#include <opencv2/core.hpp>
#include <vector>

#include "imaging/examine.h"
#include "imaging/page.h"

namespace imaging {

/// `rgb`: the sheet at working size, `scale` its pixels a full pixel; `sheet`: on the same page.
/// Blur after Crété-Roffet et al. 2007 (how much a further blur takes away), on the edges only.
Quality judge_quality(const cv::Mat& rgb, const Sheet& sheet, double scale);

inline constexpr int darkest_paper = 56;  // of 255: the light of paper under which a page is dark

/// The same blur of each part of `cell` × `cell` pixels, CV_32F; below 0 where nothing is printed.
cv::Mat blur_of_parts(const cv::Mat& gray, int cell);

/// The areas that are burnt out (255; else 0), more than a speck each.
cv::Mat burnt_areas(const cv::Mat& rgb);

/// One finding for each measure, in the order blur, glare, dark, resolution. `legible`: something sure was
/// read (a valid MRZ, lines of text): then nothing of this asks for a new picture.
std::vector<domain::Finding> findings_of(const Quality& quality, bool legible);

}  // namespace imaging
