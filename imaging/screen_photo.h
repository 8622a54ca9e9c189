#pragma once
// A photograph of a screen, by the measures of screen_grid.h, weighed by a model that was fitted on made
// pictures only (model/screen.py). Until enough real ones are known it never asks for a new picture: a person
// looks.
#include <string>
#include <vector>

#include "domain/finding.h"
#include "imaging/screen_grid.h"

namespace imaging {

/// Log odds from which a person looks.
inline constexpr double least_screen = 2.3;

/// Log odds that the picture is a photograph of a screen; 0 undecided.
double screen_score(const ScreenMeasure& measure);

/// `screen`: measure and threshold in log odds. Above it the outcome is consider, and why stands in
/// `evidence`.
domain::Finding judge_screen(const ScreenMeasure& measure, std::vector<std::string>& evidence);

}  // namespace imaging
