#pragma once
// A tree as a list of rules: each leaf with the conditions that lead to it, merged by feature, and what its rows are like.
#include <cstdint>
#include <limits>
#include <vector>

#include "learn/forest/forest.h"

namespace auspex::learn {

/// What one feature must be. A number x holds if above < x <= at_most; a category if its code is listed; a missing value if `missing`.
struct RuleCondition {
  uint32_t feature = 0;
  float above = -std::numeric_limits<float>::infinity(), at_most = std::numeric_limits<float>::infinity();
  std::vector<uint32_t> categories;  ///< rising; of a feature of categories
  bool known = true;                 ///< false: only a missing value holds
  bool missing = true;

  bool Holds(bool is_category, float value) const;
};

struct TreeRule {
  std::vector<RuleCondition> conditions;  ///< all must hold; one a feature, in the order of the path
  uint32_t node = 0;                      ///< the leaf
  double support = 0;                     ///< weight of the training rows in the leaf
  double support_share = 0;               ///< of all training rows
  double positive_share = 0;
  double purity = 0;                      ///< share of the more frequent class
  double lift = 0;                        ///< positive share by that of all rows; 0 if that is 0
};

/// The rules of one tree whose leaf values are positive shares (decision_tree.h, one of random_forest.h), leaves from left to right. Exactly one rule
/// holds for any row. Throws Error(kUsage) for a tree that there is not and for a forest whose values are no shares.
std::vector<TreeRule> RulesOf(const Forest& forest, size_t tree);

}  // namespace auspex::learn
