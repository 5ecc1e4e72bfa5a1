#pragma once
// The few colours of all charts. Series are those of M. Okabe and K. Ito, "Color universal design" (2008), which people with any common colour
// blindness tell apart, without its yellow, and darkened where a line on white was hard to see.
#include <cstddef>

#include "draw/canvas.h"

namespace auspex::draw {

constexpr Colour kInk{0x1f2933};      ///< text that is read
constexpr Colour kMuted{0x616b78};    ///< text beside it: axes, notes
constexpr Colour kRule{0xd5dae1};     ///< axes, separators
constexpr Colour kGrid{0xeceff3};
constexpr Colour kShade{0xf4f6f8};    ///< grounds of boxes
constexpr Colour kBlue{0x0068a8};     ///< the one colour where one is enough
constexpr Colour kRaises{0xc8500a};   ///< what raises a chance
constexpr Colour kLowers{0x0068a8};   ///< what lowers it

/// Of the k-th series, again from the start after the last.
Colour SeriesColour(size_t k);
/// Blue to grey to vermilion for 0..1, which are kept within; neutral grey for NaN.
Colour Diverging(double share);
/// Nearly white to blue for 0..1, which are kept within.
Colour Sequential(double share);
/// Ink or white: which of them is read on `ground`.
Colour TextOn(const Colour& ground);

}  // namespace auspex::draw
