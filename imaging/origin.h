#pragma once
// Where the picture comes from: a camera, a scanner, a copier, or no paper at all (V9: copies of non-digital
// documents only). First what the file says (PDF structure, EXIF, marks of software, sizes of screens), then
// what only a sensor leaves and what only a renderer does (origin_measure.h), weighed by a model, as log odds
// that what the file says moves up or down.
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "domain/finding.h"
#include "imaging/document.h"
#include "imaging/origin_measure.h"

namespace imaging {

/// Log odds from which a picture is no copy of paper. On made pictures, held out by group, one copy of paper
/// in a hundred is above.
inline constexpr double least_render = 1.0;

struct OriginVerdict {
    domain::Origin origin = domain::Origin::photo;
    std::vector<std::string> evidence;
    domain::Finding finding;  // measure: log odds of a render; for a PDF without a picture: its words
};

/// `sheet_found`: a background shows around the document; `gray_copy`: the page has no colour of its own.
OriginVerdict judge_origin(const Provenance& provenance, const OriginMeasure& measure, bool sheet_found,
                           bool gray_copy);

}  // namespace imaging
