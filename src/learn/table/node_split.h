#pragma once
// Where a node's rows, put together into groups in order, are best cut in two by the Gini index (Breiman, Friedman, Olshen & Stone,
// "Classification and Regression Trees", 1984, chapter 4). For categories the order is that of their positive shares: some cut of it is the best of
// all subsets where there are two classes (there, theorem 4.5).
#include <algorithm>
#include <cstdint>
#include <span>

namespace auspex::learn {

/// Weight of rows, of the positive ones among them, and of the rows counted once however often they were drawn (`once`; without drawing the weight).
struct ClassWeight {
  double weight = 0, positive = 0, once = 0;

  ClassWeight& operator+=(const ClassWeight& other) {
    weight += other.weight;
    positive += other.positive;
    once += other.once;
    return *this;
  }
  double share() const { return positive / weight; }
};

/// Shares that leaves below a node may have, so that constraints above it hold.
struct ShareRange {
  double low = 0, high = 1;
  double Clamp(double share) const { return std::clamp(share, low, high); }
};

struct SplitRule {
  double min_leaf_weight = 0;  ///< of ClassWeight::once
  int direction = 0;   ///< +1: the left share must not be above the right one, both within `range`; -1 the other way
  ShareRange range;
};

/// Groups [0, count) go left. `score` is the sum over both sides of positive² / weight: it exceeds that of the whole by half the fall of
/// weight × Gini index. count 0: no cut is allowed.
struct NodeCut {
  double score = 0;
  size_t count = 0;
  bool missing_left = false;
};

/// Every group weighs something. Missing values go to the side where they fit better, or, where `missing` weighs nothing, to the heavier one; all
/// groups against the missing values is a cut too. Of equal cuts the first.
NodeCut BestCut(std::span<const ClassWeight> groups, const ClassWeight& missing, const SplitRule& rule);

}  // namespace auspex::learn
