#pragma once
// Trees of any origin in one plain form: our own, LightGBM's and XGBoost's. Kernels (forest_scoring.h, forest_shap.h) compile it into
// layouts of their own; this form is for building, storing and reading.
#include <cstdint>
#include <string>
#include <vector>

#include "learn/table/feature_table.h"

namespace auspex::learn {

/// A node. Goes left if value <= threshold (numbers), or if the category's bit is set in the node's set; a missing value goes
/// left if `missing_left`. Thresholds of engines that compare `<`, or in double, are moved to the float that decides alike.
struct TreeNode {
  static constexpr uint32_t kLeaf = UINT32_MAX;

  uint32_t feature = kLeaf;     ///< index into the schema; kLeaf: a leaf
  float threshold = 0;
  uint32_t left = 0, right = 0; ///< nodes of the same tree, behind this one
  uint32_t categories = 0;      ///< 1 + index into Forest::category_sets; 0: a split by number
  bool missing_left = false;
  bool zero_is_missing = false; ///< a number within 1e-35 of 0 counts as missing too (LightGBM's zero_as_missing)
  double value = 0;             ///< of a leaf
  double cover = 0;             ///< weight of the training rows that reached it, > 0: what explanations weigh by
};

struct Tree {
  std::vector<TreeNode> nodes;  ///< node 0 is the root; children stand behind their parent
};

enum class Link { kIdentity, kLogistic };

/// Output = base + scale × sum of leaf values: the margin. With kLogistic the probability is its sigmoid, with kIdentity the
/// margin is the probability itself (an average of shares, as a random forest gives).
struct Forest {
  Schema schema;
  std::vector<Tree> trees;
  std::vector<std::vector<uint32_t>> category_sets;  ///< 32 codes a word
  double base = 0, scale = 1;
  Link link = Link::kLogistic;
};

/// Throws Error(kUsage) naming `where` if a child, feature or set is out of range, a cycle or an orphan exists, a cover is not
/// positive, or a value is not finite: so that a damaged file is an error and never a crash.
void CheckForest(const Forest& forest, const std::string& where);

}  // namespace auspex::learn
