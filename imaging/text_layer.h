#pragma once
// The text layer that a PDF brings along: which words it has on a page, and whether the pixels show print
// that it leaves out.
#include <opencv2/core.hpp>
#include <vector>

#include "imaging/document.h"
#include "imaging/text.h"

namespace imaging {

/// The words on page `number`, when they are enough to be more than a stamp or a page number. Of a scan none:
/// what its text layer says is somebody's word for what the picture shows, and a person who looks sees the
/// picture.
std::vector<Word> layer_of(const Document& document, int number);

/// The page in gray, the words of its layer painted out.
cv::Mat without(const std::vector<Word>& layer, const Picture& page);

/// Whether a layer has every line of print that is on the page, and none of a zone: then pixels need not be
/// read.
bool tells_all(const std::vector<Word>& layer, const Picture& page);

}  // namespace imaging
