#pragma once
// Counts of days, put together by months or weeks.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "pack/act.h"

namespace auspex::flow {

struct DayCount {
  uint64_t trials = 0, successes = 0;
};

/// By day, in days since 1970-01-01; none without trials.
using DayCounts = std::map<int64_t, DayCount>;

struct PeriodCounts {
  bool weeks = false;
  std::vector<std::string> names;  ///< 2025-09; a week is called by its Monday, 2025-09-08
  std::vector<uint64_t> trials, successes;
  size_t baseline = 0;  ///< periods that begin within the first `baseline_months` months
};

/// Periods without trials are left out. kAuto: weeks, where each of them between the first and the last (which may be cut off) has as many trials
/// that 5 successes and 5 failures are to be expected by the share of all (the usual condition of the normal approximation that the limits of a
/// p-chart rest on: Montgomery, "Introduction to Statistical Quality Control", 7th ed., section 7.3); months otherwise.
PeriodCounts CountByPeriod(const DayCounts& days, pack::WatchPeriod period, size_t baseline_months);

}  // namespace auspex::flow
