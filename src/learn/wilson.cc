#include "learn/wilson.h"

#include <algorithm>
#include <cmath>

namespace auspex::learn {

Interval WilsonInterval(uint64_t successes, uint64_t count) {
  if (count == 0) return {0, 1};
  return WilsonIntervalOfShare(static_cast<double>(successes) / static_cast<double>(count), static_cast<double>(count));
}

Interval WilsonIntervalOfShare(double share, double count) {
  if (!(count > 0)) return {0, 1};
  constexpr double kZ = 1.959963984540054;  // 97.5 % quantile of the standard normal
  const double z2 = kZ * kZ, middle = (share + z2 / (2 * count)) / (1 + z2 / count);
  const double half = kZ / (1 + z2 / count) * std::sqrt(share * (1 - share) / count + z2 / (4 * count * count));
  return {share <= 0 ? 0 : std::max(0.0, middle - half), share >= 1 ? 1 : std::min(1.0, middle + half)};
}

}  // namespace auspex::learn
