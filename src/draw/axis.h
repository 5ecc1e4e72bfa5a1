#pragma once
// A range of numbers with round ticks.
#include <string>
#include <vector>

namespace auspex::draw {

enum class Numbers { kPlain, kPercent };

struct Axis {
  std::string label;              ///< with the unit
  double low = 0, high = 1;
  Numbers numbers = Numbers::kPlain;
  bool logarithmic = false;       ///< both ends above 0

  /// Where `value` lies, 0 at low and 1 at high; not kept within. NaN for what has no place.
  double Share(double value) const;
};

struct Tick {
  double value = 0;
  std::string text;
};

/// About `most` ticks within the axis at 1, 2 or 5 × 10^n (logarithmic: at those numbers themselves, or 1, 3, 10), rising.
std::vector<Tick> TicksOf(const Axis& axis, size_t most = 6);

/// `axis` over all finite `values`, with `margin` of their range on both sides; a single value and no value have a range too.
Axis Covering(Axis axis, const std::vector<double>& values, double margin = 0.04);

}  // namespace auspex::draw
