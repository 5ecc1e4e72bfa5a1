#pragma once
// Shapley values and interactions by their definition, over all subsets of features: what the tests of forest_shap.h and
// forest_interactions.h compare with.
#include <bit>
#include <vector>

#include "learn/forest/forest_fixture.h"

namespace auspex::learn {

class BruteShapley {
 public:
  BruteShapley(const Forest& forest, const FeatureTable& table, size_t row) : features_(forest.schema.size()) {
    for (uint32_t known = 0; known < uint32_t{1} << features_; ++known) {
      double sum = 0;
      for (const Tree& tree : forest.trees) sum += Expected(forest, tree, 0, table, row, known);
      worth_.push_back(forest.base + forest.scale * sum);
    }
  }

  double Empty() const { return worth_.front(); }

  /// Sum over S without i of |S|! (M - |S| - 1)! / M! (v(S + i) - v(S)).
  double Value(size_t i) const {
    double sum = 0;
    for (uint32_t s = 0; s < worth_.size(); ++s) {
      if (s >> i & 1) continue;
      const int size = std::popcount(s), all = static_cast<int>(features_);
      sum += Factorial(size) * Factorial(all - size - 1) / Factorial(all) * (worth_[s | uint32_t{1} << i] - worth_[s]);
    }
    return sum;
  }

  /// Lundberg et al. 2020, equation 11: each of the two features gets half of what they do together.
  double Interaction(size_t i, size_t j) const {
    double sum = 0;
    const uint32_t bit_i = uint32_t{1} << i, bit_j = uint32_t{1} << j;
    for (uint32_t s = 0; s < worth_.size(); ++s) {
      if (s & (bit_i | bit_j)) continue;
      const int size = std::popcount(s), all = static_cast<int>(features_);
      sum += Factorial(size) * Factorial(all - size - 2) / (2 * Factorial(all - 1)) *
             (worth_[s | bit_i | bit_j] - worth_[s | bit_i] - worth_[s | bit_j] + worth_[s]);
    }
    return sum;
  }

 private:
  static double Factorial(int n) { return n <= 1 ? 1 : n * Factorial(n - 1); }

  static double Expected(const Forest& forest, const Tree& tree, uint32_t n, const FeatureTable& table, size_t row, uint32_t known) {
    const TreeNode& node = tree.nodes[n];
    if (node.feature == TreeNode::kLeaf) return node.value;
    if (known >> node.feature & 1) {
      const bool left = GoesLeft(node, forest.category_sets, table.columns[node.feature][row]);
      return Expected(forest, tree, left ? node.left : node.right, table, row, known);
    }
    return (tree.nodes[node.left].cover * Expected(forest, tree, node.left, table, row, known) +
            tree.nodes[node.right].cover * Expected(forest, tree, node.right, table, row, known)) / node.cover;
  }

  size_t features_;
  std::vector<double> worth_;  ///< by set of known features
};

}  // namespace auspex::learn
