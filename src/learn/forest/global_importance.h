#pragma once
// What a model leans on over many rows: the mean absolute contribution of each reason, in one pass that keeps no row; and the
// points of a dependence plot.
#include <cstdint>
#include <vector>

#include "learn/table/explainer.h"
#include "learn/forest/top_reasons.h"

namespace auspex::learn {

struct GlobalImportance {
  std::vector<double> mean_absolute;  ///< by group, of the group's sum in each row, in margin
  std::vector<double> mean;           ///< with sign
};

/// Throws Error(kUsage) if `groups` does not fit the table. Zeros for a table without rows. The same bits for any number of threads.
GlobalImportance MeasureImportance(const Explainer& explainer, const FeatureTable& table, const ReasonGroups& groups);

struct DependencePoint {
  uint32_t row;
  float value;  ///< of the feature; NaN: missing
  float phi;    ///< its contribution there, in margin
};

/// The points of one feature on the given rows, in their order. Throws Error(kUsage) for a feature or row that there is not.
std::vector<DependencePoint> Dependence(const Explainer& explainer, const FeatureTable& table, size_t feature, std::span<const uint32_t> rows);

}  // namespace auspex::learn
