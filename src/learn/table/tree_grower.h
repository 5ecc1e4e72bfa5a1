#pragma once
// Grows one tree on a BinnedTable: at each node the best cut of some or all features (node_split.h), depth first, until a node is pure, too light,
// too deep or no cut lowers the Gini index. Leaves hold the positive share. Shared by decision_tree.h and random_forest.h.
//
// With monotone constraints both sides of a cut on a constrained feature are kept on their side of the middle of their shares, everywhere below
// (as scikit-learn, LightGBM "basic"), so that a leaf's share never falls along the constrained direction. A category of the schema that no row of a
// node has goes where missing values go.
#include <cstdint>
#include <vector>

#include "base/random.h"
#include "learn/forest/forest.h"
#include "learn/table/binned_table.h"
#include "learn/table/node_split.h"

namespace auspex::learn {

/// A training row; `positive` is its weight if its label is 1, else 0; `once` is the weight without being drawn several times, by which the least
/// leaf weight is measured. Weights are above 0.
struct TreeSample {
  uint32_t row;
  float weight, positive, once;

  ClassWeight Sum() const { return {static_cast<double>(weight), static_cast<double>(positive), static_cast<double>(once)}; }
};

struct GrowthOptions {
  size_t max_depth = 0;
  double min_leaf_weight = 0;
  double min_gain = 0;        ///< least fall of the Gini index times the node's share of all weight
  size_t features_tried = 0;  ///< drawn at a node, and more while all are constant there; 0: all, in order
  std::vector<int8_t> directions;  ///< [features], as MonotoneDirections
};

/// Nodes of the tree have their share as value, inner ones too; `positive` is the weight of positive rows of each. Sets are those that the tree's
/// nodes name (1 + index). `values` is parallel to `rows` of RowsToScore, whose order growing changes.
struct GrownTree {
  Tree tree;
  std::vector<double> positive;
  std::vector<std::vector<uint32_t>> sets;
};
struct RowsToScore {
  std::vector<uint32_t> rows;
  std::vector<float> values;
};

/// `samples` must not be empty; `scored` (may be nullptr) receives the leaf value of rows that take no part. `random` is used only where
/// options.features_tried is not 0. Grow is const and single-threaded. Where all weights are small whole numbers (draws of rows that weigh 1 each),
/// their sums are counted in integers, which is faster and gives the same tree.
template <class Code>
class TreeGrower {
 public:
  TreeGrower(const BinnedTable<Code>& table, GrowthOptions options);
  GrownTree Grow(std::vector<TreeSample> samples, RowsToScore* scored, Random& random) const;

 private:
  const BinnedTable<Code>& table_;
  GrowthOptions options_;
  std::vector<Code> by_row_;  ///< the table's codes, [rows][features], where a few features are tried at a node; else empty
};

/// Appends the tree to the forest, with its sets.
void AddTree(Forest& forest, GrownTree grown);

extern template class TreeGrower<uint8_t>;
extern template class TreeGrower<uint16_t>;

}  // namespace auspex::learn
