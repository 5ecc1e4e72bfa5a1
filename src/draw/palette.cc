#include "draw/palette.h"

#include <algorithm>
#include <cmath>

namespace auspex::draw {
namespace {

constexpr Colour kSeries[] = {{0x0068a8}, {0xc8500a}, {0x00845f}, {0xb0588c}, {0xb87a00}, {0x3f9bcf}, {0x4b5563}};

Colour Mix(const Colour& a, const Colour& b, double share) {
  unsigned rgb = 0;
  for (const int shift : {16, 8, 0}) {
    const double from = a.rgb >> shift & 255, to = b.rgb >> shift & 255;
    rgb |= static_cast<unsigned>(std::lround(from + (to - from) * share)) << shift;
  }
  return {rgb};
}

}  // namespace

Colour SeriesColour(size_t k) { return kSeries[k % std::size(kSeries)]; }

Colour Diverging(double share) {
  constexpr Colour kMiddle{0xc9ced6}, kNone{0x9aa3ae};
  if (std::isnan(share)) return kNone;
  share = std::clamp(share, 0.0, 1.0);
  return share < 0.5 ? Mix(kLowers, kMiddle, share * 2) : Mix(kMiddle, kRaises, share * 2 - 1);
}

Colour Sequential(double share) {
  if (std::isnan(share)) share = 0;
  return Mix({0xf2f6fa}, kBlue, std::clamp(share, 0.0, 1.0));
}

Colour TextOn(const Colour& ground) {
  const double luma = 0.299 * (ground.rgb >> 16 & 255) + 0.587 * (ground.rgb >> 8 & 255) + 0.114 * (ground.rgb & 255);
  return luma > 140 ? kInk : Colour{0xffffff};
}

}  // namespace auspex::draw
