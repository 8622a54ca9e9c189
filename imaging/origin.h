#pragma once
// Where the picture comes from: a camera, a scanner, a copier, or no paper at all (V9: copies of non-digital
// documents only). First what the file says (PDF structure, EXIF, sizes of screens), then what only a sensor
// leaves: noise in the middle tones, letters that are never twice the same. A render has tones that are
// perfectly flat and glyphs that repeat to the pixel.
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "domain/finding.h"
#include "imaging/document.h"
#include "imaging/origin_measure.h"

namespace imaging {

struct OriginVerdict {
    domain::Origin origin = domain::Origin::photo;
    std::vector<std::string> evidence;
    domain::Finding finding;
};

/// `sheet_found`: a background shows around the document; `gray_copy`: the page has no colour of its own.
OriginVerdict judge_origin(const Provenance& provenance, const OriginMeasure& measure, bool sheet_found,
                           bool gray_copy);

}  // namespace imaging
