#pragma once
// Paints over what must not be kept, on the full page, before anybody sees or stores it.
#include <span>

#include "domain/reading.h"
#include "imaging/document.h"

namespace imaging {

/// Fills the boxes with black, a little wider than they are.
void paint_over(Picture& page, std::span<const domain::Box> boxes);

}  // namespace imaging
