#pragma once
// Is this a full-colour copy (V9)? Chroma that is left once the light's own cast is taken out, and coloured
// areas that hang together: a gray copy photographed under a warm lamp is tinted evenly, a letter with one
// small blue logo is gray but for that logo. Method: a(L), b(L) of CIE L*a*b* fitted robustly by what a cast
// can do (a curve over lightness, a slope over the page); the rest is colour.
#include <map>
#include <opencv2/core.hpp>
#include <optional>
#include <string>

#include "domain/finding.h"
#include "imaging/page.h"

namespace imaging {

/// The colour of a sheet taken apart: a and b of L*a*b* (CV_32FC2), long side at most 640.
struct Chroma {
    cv::Mat left;  // once the cast is taken out; none where the table or a finger shows
    cv::Mat cast;  // what was taken out
    cv::Mat back;  // 3 × 3: its pixels → pixels of the page; empty for a sheet that came alone
};

struct ColourVerdict {
    domain::Colour colour = domain::Colour::full;
    std::map<std::string, double>
        measure;  // chroma, coloured_area, tint, between_tones; spread_of_tints where it decides
    domain::Finding finding;
    Chroma chroma;  // what was measured, for who wants to see it
};

inline constexpr double least_chroma = 3.6;  // mean, in L*a*b* units
/// Share of the page. Of 2,528 copies two had more, and two that showed a sliver; the others 0.9e-4 at most.
inline constexpr double least_coloured_area = 2e-4;
inline constexpr double strong_chroma = 9;    // a colour that nobody overlooks
inline constexpr double clear_chroma = 5;     // of a pixel of a coloured area, and
inline constexpr double out_of_blotches = 8;  // times as strong as the blotches of noise
inline constexpr double least_tint = 7;       // mean, in L*a*b* units, of a page that is called tinted
/// A page with some tint is a coloured one when its colours lie so far apart. Copies had 0.37 at most, but
/// for three under a white reflection in yellow light. Of pages without it says nothing: the shadow of one of
/// two lamps made a gray receipt with a tint of 2.3 as much as 0.68.
inline constexpr double least_spread = 0.47, least_tint_with_spread = 4.5;

/// `rgb`: the sheet alone, any size. `source_channels`, `source_bits`: as the file says (document.h).
/// `strange`: what is not the sheet's own (below); empty: nothing.
ColourVerdict judge_colour(const cv::Mat& rgb, int source_channels, int source_bits,
                           const cv::Mat& strange = {});

/// What is seen in the rectangle of a whole sheet and is not its own: fingers that hold it, and slivers of
/// the table (`table`: its RGB) that reach further in than a twentieth. CV_8U, 255 there, as large as `rgb`.
cv::Mat strange_to_sheet(const cv::Mat& rgb, cv::Vec3b table);

/// The same of the sheet on a page: flattened, without the rim of it that shows the table.
ColourVerdict judge_colour_of(const Picture& page, const Copy& copy, const Sheet& sheet,
                              const Provenance& from);

/// The median colour along the rim of a picture.
cv::Vec3b colour_of_rim(const cv::Mat& rgb);

}  // namespace imaging
