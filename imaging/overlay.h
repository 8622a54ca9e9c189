#pragma once
// The picture that explains a finding to a person: the page, gray and faded, and painted over it what the
// check saw. Made of the redacted page only, and of what the check's own measures say of it, so that nothing
// painted over comes back.
#include <optional>

#include "imaging/colour.h"
#include "imaging/examine.h"
#include "imaging/origin_measure.h"
#include "imaging/page.h"

namespace imaging {

/// The page that a check spoke about, as it is kept.
struct Explained {
    const Picture& page;  // redacted, upright
    const Copy& copy;     // of that page, at the scale at which the sheet was found
    const Sheet& sheet;
    const Chroma& chroma;  // measured on that page; may be empty when the finding is about something else
    const OriginPlaces& origin;  // measured on that page
};

/// The whole page, long side at most `overlay_side`; nullopt for a finding that is clear, for a check without
/// a picture (its region says it all), and where nothing is to be seen:
///   colour        what is left of the colours once the light's cast is taken out; for one tint, that tint
///   origin        letters and tones that repeat to the pixel, on a ground too coarse to read: the pages of
///                 such a document are not kept
///   screen        the parts in which the lines of a screen were found
///   blur          what is sharp and what is not
///   glare, dark   what is burnt out, what is too dark
std::optional<Picture> overlay_of(const domain::Finding& finding, const Explained& explained);

}  // namespace imaging
