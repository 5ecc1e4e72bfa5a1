#pragma once
// A decision tree from left to right: what is asked, and in each box how many get there and how many of them are yes.
#include <string>
#include <vector>

#include "draw/plot.h"

namespace auspex::draw {

struct TreeBox {
  std::string condition;                  ///< asked here; empty: a leaf
  size_t left = 0, right = 0;             ///< where it holds, where not; behind this one
  double share = 0, positive_share = 0;   ///< of all rows; of yes among the box's rows
};

struct TreeChart {
  std::string share_label, positive_label;  ///< short words that stand before the numbers
  std::string yes_label, no_label;          ///< on the branches
  std::string folded_label;                 ///< "{count}" stands for how many leaves a folded box holds
  size_t most_depth = 5;                    ///< of splits; what is deeper is folded into its box
  std::vector<TreeBox> boxes;               ///< the root first
};

/// Throws Error(kInternal) for a child that there is not or that stands before its parent.
Canvas Draw(const TreeChart& chart, const Style& style);

}  // namespace auspex::draw
