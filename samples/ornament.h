#pragma once
// What printers of documents adorn them with.
#include "samples/canvas.h"
#include "samples/random.h"

namespace samples {

/// Wave bundles across `area`, their colour running from left to right (rainbow printing).
void guilloche(Canvas& canvas, const Area& area, Colour left, Colour right, Random& random,
               double alpha = 0.5);
/// A flower of one endless line about `centre`.
void rosette(Canvas& canvas, Point centre, double radius, Colour colour, int petals, double line = 0.09);
/// The arms of Utopia: a sun over waves in a shield.
void arms(Canvas& canvas, Point centre, double height, Colour colour);
/// A head and shoulders of nobody: coloured shapes, never a photograph.
struct Looks {
    Colour skin, hair, clothes, backdrop;
    bool long_hair = false, beard = false, glasses = false;
};
Looks looks_of(const std::string& person_id, char sex, std::uint64_t seed);
void portrait(Canvas& canvas, const Area& area, const Looks& looks);
/// Pen strokes of one hand.
void signature(Canvas& canvas, const Area& area, Colour ink, Random& random);
/// A round rubber stamp, unevenly inked.
void stamp(Canvas& canvas, Point centre, double radius, std::string_view around, std::string_view across,
           Colour ink, double turn, Random& random);
/// Words along a circle, clockwise from `start` (radians, 0 = east).
void text_on_circle(Canvas& canvas, Point centre, double radius, std::string_view words, const Ink& ink,
                    double start);
/// A patch that shines in all colours.
void hologram(Canvas& canvas, const Area& area, double corner, double alpha);

}  // namespace samples
