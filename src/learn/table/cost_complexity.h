#pragma once
// Minimal cost-complexity pruning (Breiman, Friedman, Olshen & Stone, "Classification and Regression Trees", 1984, chapter 3): which nodes become
// leaves as a leaf costs more. The risk of a leaf is its share of all weight times its Gini index (scikit-learn's ccp_alpha), which is the
// quadratic loss, both classes counted, of foretelling its share.
#include <vector>

#include "learn/table/tree_grower.h"

namespace auspex::learn {

/// By node: the least cost of a leaf (alpha) at which it is a leaf of the pruned tree or has gone; 0 for leaves of the grown tree.
std::vector<double> CollapseCosts(const GrownTree& grown);

/// The different costs above 0 of `collapse`, rising: the pruned tree changes at these.
std::vector<double> PruningCosts(const std::vector<double>& collapse);

/// The tree at cost `alpha`, without the nodes that have gone; leaves have the share as value.
GrownTree Prune(const GrownTree& grown, const std::vector<double>& collapse, double alpha);

}  // namespace auspex::learn
