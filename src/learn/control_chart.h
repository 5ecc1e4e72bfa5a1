#pragma once
// Whether a share that is counted period by period, such as contacts that led somewhere, has changed: control charts with limits from a baseline
// (D. Montgomery, "Introduction to Statistical Quality Control", 7th ed., sections 7.3 and 9.2), not a fixed number.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace auspex::learn {

struct ControlChartOptions {
  size_t baseline = 6;        ///< first periods, from which the limits come
  double width = 3;           ///< of the p-chart's limits, in standard deviations
  double lambda = 0.2;        ///< weight of the newest period in the moving average (EWMA)
  double ewma_width = 2.962;  ///< of its limits: with λ = 0.2 a false alarm in about 500 periods (Montgomery, table 9.11)
};

struct ControlPoint {
  uint64_t trials = 0, successes = 0;
  double share = 0;
  double low = 0, high = 1;                      ///< of the p-chart, within 0 … 1
  double ewma = 0, ewma_low = 0, ewma_high = 0;  ///< of standardised shares: 0 is as in the baseline
  int beyond = 0, drifted = 0;                   ///< −1 below its limits, 1 above, 0 within: the period by itself; the moving average
};

struct ControlChart {
  double centre = 0;  ///< share in the baseline
  double excess = 1;  ///< standard deviation of the baseline's standardised shares by moving ranges, at least 1: by which limits are widened, since
  ///< large counts vary by more than chance alone (D. Laney, "Improved control charts for attributes", Quality Engineering 14(4), 2002)
  std::vector<ControlPoint> points;  ///< [periods]
  /// The period since which the moving average has been on the side on which it now lies beyond its limits; nothing where it lies within.
  std::optional<size_t> drifted_since;
};

/// Throws Error(kUsage) for settings that do not hold, spans of unequal length, more successes than trials, a period without trials, and a baseline that is
/// longer than the periods, shorter than 2, or in which nothing or everything succeeded.
ControlChart ChartShares(std::span<const uint64_t> trials, std::span<const uint64_t> successes, const ControlChartOptions& options = {});

}  // namespace auspex::learn
