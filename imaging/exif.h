#pragma once
// The few facts of EXIF, TIFF and XMP that are evidence of origin. Nothing else of them is read, and none of
// it is kept.
#include <string_view>

#include "imaging/document.h"

namespace imaging {

/// Reads orientation, make, model, software (or the word Screenshot of the user comment), exposure and
/// resolution of a TIFF structure (EXIF 2.32, a whole TIFF file too) into the provenance; what is missing,
/// broken or points outside is passed over. An `Exif\0\0` before it is skipped.
void read_exif(ByteView tiff, Provenance& into);

/// The CreatorTool of an XMP packet, as software, when nothing better is known.
void read_xmp(std::string_view xmp, Provenance& into);

/// IPTC's digital source type of a generative program, wherever it stands: in XMP, or in a C2PA manifest
/// (JUMBF).
void read_source_type(std::string_view text, Provenance& into);

/// Printable ASCII, at most 100 bytes, no blanks around.
std::string printable(std::string_view text);

}  // namespace imaging
