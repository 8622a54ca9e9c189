#pragma once
// How an invented state prints its documents: colours, typefaces, security print, the ink of its
// machine-readable zone. Every press is another, so that a reader cannot learn one.
#include <string>
#include <string_view>
#include <vector>

#include "samples/canvas.h"
#include "samples/random.h"

namespace samples {

struct Press {
    Colour left, right;         // of the fine lines, running over the page
    Colour pale_one, pale_two;  // of the paper
    Colour dark, label, value;
    std::string_view label_face, value_face, heading_face;
    double value_size = 3, label_size = 1.8;  // mm
    bool bold_values = false, band = false, portrait_right = false, ghost = false, boxed = false;
    int pattern = 0;           // of the fine lines
    double density = 0.4;      // of the fine lines, 0 … 1
    double foil = 0;           // opacity of the laminate's pictures
    double zone_size = 3.72;   // em, mm
    double zone_pitch = 2.54;  // mm (ICAO 9303-3 section 4.7)
    Colour zone_ink;
    double zone_paper = 0.8;  // opacity of the light strip under the zone
};
Press press_of(Random& random);

/// Tinted paper and security print over `area`.
void lay_ground(Canvas& canvas, const Area& area, const Press& press, Random& random);
/// The lines, at the press's pitch, centred in `area`, line distance `leading` (mm).
void print_zone(Canvas& canvas, const Area& area, double leading, const Press& press,
                const std::vector<std::string>& lines);
/// A label over a value; returns where the next one goes.
double print_field(Canvas& canvas, Point at, const Press& press, std::string_view name,
                   std::string_view words);
/// Pictures of the laminate that come over everything but the zone.
void lay_foil(Canvas& canvas, const Area& area, const Press& press, Random& random);

}  // namespace samples
