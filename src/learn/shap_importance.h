#pragma once
// What a model leans on: the mean absolute contribution of each feature, and of each group of features taken together, over a sample of rows.
#include <span>
#include <vector>

#include "learn/forest/top_reasons.h"

namespace auspex::learn {

struct ShapImportance {
  std::vector<double> features;  ///< [features], mean |contribution|
  std::vector<double> groups;    ///< [groups], mean |sum of the group's contributions|: columns that cancel each other out count for little
};

/// `contributions` [rows][features]. Sums go row by row. All 0 for no rows. Throws as CheckGroups.
ShapImportance ImportanceOf(std::span<const float> contributions, size_t rows, const ReasonGroups& groups);

}  // namespace auspex::learn
