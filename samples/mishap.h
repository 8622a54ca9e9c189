#pragma once
// What goes wrong when people photograph: a thumb in the picture, a hand that shakes, a dark room, a lamp
// that shines back from plastic.
#include "samples/camera.h"

namespace samples {

/// A thumb holds the subject at an edge, away from its lower third. Now and then; else the subject as it is.
Subject perhaps_held(const Subject& subject, Random& random);
/// Out of focus, shaken, dark, shined on: each now and then, and mostly by a little.
void mishaps(Shot& shot, double gloss, Random& random);

}  // namespace samples
