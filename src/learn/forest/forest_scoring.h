#pragma once
// Margins of many rows from any forest.
//
// Trees of up to 64 leaves are scored without a walk: every split that sends a row right strikes the leaves on its left off a word
// of 64 bits, and the lowest bit left is the row's leaf (QuickScorer: Lucchese et al., SIGIR 2015; over vectors of rows: SIGIR 2016).
// Larger trees are walked, several rows at a time, each tree by some thousand rows before the next one, so that it stays near. Leaf values are added in double in the order of the trees: the same bits for any
// number of threads and any variant.
#include <cstdint>
#include <span>
#include <vector>

#include "learn/forest/forest.h"
#include "learn/forest/simd_level.h"

namespace auspex::learn {

class RowBlock;

class ForestScorer {
 public:
  /// Keeps a compact copy; `forest` must pass CheckForest and need not live on.
  explicit ForestScorer(const Forest& forest);

  /// out[row] = base + scale × sum of leaf values. Throws Error(kUsage) if the table's schema is not the forest's.
  void Margins(const FeatureTable& table, std::span<double> out, SimdLevel level = BestSimd()) const;

  /// A split of a small tree: `keep` has the bits of all leaves but those on its left.
  struct Split {
    uint32_t feature;
    float threshold;
    uint64_t keep;
  };
  /// Ranges of splits() by how they decide; leaf values from `leaves` on.
  struct SmallTree {
    uint32_t begin, missing_left, special, end;  ///< splits that send missing right | left | that GoesLeft decides
    uint32_t leaves;
  };
  /// A node of a large tree. Right of `left` stands the right child; a leaf is its own left child, and nothing goes right there.
  struct WalkNode {
    uint32_t feature;  ///< with kMissingRight and kSpecial
    float threshold;
    uint32_t left;
    uint32_t more;  ///< of a leaf: index into leaves_; of a special node: into special_
  };

 private:
  void AddSmallTree(const Tree& tree);
  void AddLargeTree(const Tree& tree);
  void ScoreBlocks(std::span<const RowBlock> blocks, double* sums, SimdLevel level) const;
  void ScoreSmall(const SmallTree& tree, const RowBlock& block, double* sums, SimdLevel level) const;
  void StrikeSpecial(const SmallTree& tree, const float* rows, uint64_t* bits) const;
  void WalkLarge(uint32_t root, const float* rows, double* sums) const;

  Schema schema_;
  std::vector<std::vector<uint32_t>> sets_;
  std::vector<uint32_t> order_;       ///< by tree: index into small_, or kLarge + the root's index in walk_
  std::vector<SmallTree> small_;
  std::vector<Split> splits_;
  std::vector<TreeNode> special_;     ///< nodes of special splits; Split::feature is the index here
  std::vector<double> leaves_;
  std::vector<WalkNode> walk_;        ///< nodes of large trees, children by index here
  double base_, scale_;
};

}  // namespace auspex::learn
