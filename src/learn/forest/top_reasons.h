#pragma once
// The few reasons that moved a row's margin most, with columns put together into business features before they are ranked.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "learn/table/explainer.h"

namespace auspex::learn {

/// Which reason each feature belongs to: one-hot columns of one thing are one reason.
struct ReasonGroups {
  std::vector<uint32_t> group;      ///< [features], index into names
  std::vector<std::string> names;
};

/// Every feature a reason of its own.
ReasonGroups EachFeature(const Schema& schema);

struct Reason {
  uint32_t group = 0;
  float value = 0;  ///< sum of the contributions of the group's features, in margin
  bool operator==(const Reason&) const = default;
};

/// [rows][count]: each row's reasons, largest absolute value first, equal ones by group. `count` is cut to the number of groups.
/// Nothing else of the rows is kept.
struct TopReasons {
  size_t count = 0;
  std::vector<Reason> reasons;
  std::span<const Reason> of(size_t row) const { return std::span(reasons).subspan(row * count, count); }
};

/// Throws Error(kUsage) if `groups` does not fit this many features.
void CheckGroups(const ReasonGroups& groups, size_t features);

/// Throws as CheckGroups.
TopReasons FindTopReasons(const Explainer& explainer, const FeatureTable& table, const ReasonGroups& groups, size_t count);

/// The same for contributions that are at hand, [features] of one row; `sums` is room. Writes out.size() reasons.
void RankReasons(std::span<const double> values, const ReasonGroups& groups, std::vector<double>& sums, std::span<Reason> out);

}  // namespace auspex::learn
