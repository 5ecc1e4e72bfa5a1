#include "learn/wilson.h"

#include <algorithm>
#include <cmath>

namespace auspex::learn {

Interval WilsonInterval(uint64_t successes, uint64_t count) {
  if (count == 0) return {0, 1};
  constexpr double kZ = 1.959963984540054;  // 97.5 % quantile of the standard normal
  const auto n = static_cast<double>(count);
  const double share = static_cast<double>(successes) / n, z2 = kZ * kZ;
  const double middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const double half = kZ / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
  return {successes == 0 ? 0 : std::max(0.0, middle - half), successes == count ? 1 : std::min(1.0, middle + half)};
}

}  // namespace auspex::learn
