#pragma once
// Names for segments by a pack's rules: SQL conditions over the profile of each.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pack/segments.h"
#include "store/database.h"

namespace auspex::decide {

/// One segment as the rules see it. Figures are in the order of the segmentation's columns; NaN becomes NULL.
struct NamedProfile {
  uint64_t customers = 0;
  double share = 0;
  std::vector<double> mean, median, lift, z;
};

/// For each profile the place of its name in Segmentation::names; nothing where no rule holds. Rules come in their order; each names one segment: of those
/// without a name for which it holds the one of highest score, of equal ones the larger, then the first.
std::vector<std::optional<size_t>> NameSegments(store::Connection& connection, const pack::Segmentation& segmentation,
                                                const std::vector<NamedProfile>& profiles);

/// Binds every rule against an empty profile. Throws Error(kUsage) with `file:line` for what does not bind and a condition that is not boolean.
void CheckSegmentNames(store::Connection& connection, const pack::Segmentation& segmentation);

}  // namespace auspex::decide
