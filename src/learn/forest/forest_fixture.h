#pragma once
// Random forests and tables for the tests of the forest engine.
#include <cmath>
#include <string>
#include <vector>

#include "base/random.h"
#include "learn/forest/forest.h"
#include "learn/forest/node_outcome.h"

namespace auspex::learn {

struct RandomForestShape {
  size_t trees = 5, leaves = 12, features = 6;
  size_t categories = 0;          ///< codes of every third feature; 0: numbers only
  bool special_zeros = false;
  double deep = 0;                ///< chance that the newest leaf is split, which makes long paths
};

inline Schema RandomSchema(const RandomForestShape& shape) {
  Schema schema(shape.features);
  for (size_t f = 0; f < shape.features; ++f) {
    schema[f].name = "f" + std::to_string(f);
    if (shape.categories && f % 3 == 2) {
      for (size_t c = 0; c < shape.categories; ++c) schema[f].categories.push_back(std::to_string(c));
    }
  }
  return schema;
}

inline void SplitLeaf(Forest& forest, Tree& tree, uint32_t n, const RandomForestShape& shape, Random& random) {
  TreeNode node = tree.nodes[n];
  node.feature = static_cast<uint32_t>(random.Below(shape.features));
  node.missing_left = random.Bernoulli(0.5);
  node.left = static_cast<uint32_t>(tree.nodes.size());
  node.right = node.left + 1;
  if (forest.schema[node.feature].is_category()) {
    std::vector<uint32_t> set((shape.categories + 31) / 32);
    for (uint32_t& word : set) word = static_cast<uint32_t>(random.Next());
    forest.category_sets.push_back(set);
    node.categories = static_cast<uint32_t>(forest.category_sets.size());
  } else {
    node.threshold = static_cast<float>(random.Below(9)) / 4 - 1;
    node.zero_is_missing = shape.special_zeros && random.Bernoulli(0.3);
  }
  const double share = random.Uniform(0.05, 0.95);
  tree.nodes[n] = node;
  for (const double part : {share, 1 - share}) {
    TreeNode leaf;
    leaf.value = random.Normal();
    leaf.cover = node.cover * part;
    tree.nodes.push_back(leaf);
  }
}

inline Forest MakeRandomForest(const RandomForestShape& shape, uint64_t seed) {
  Random random(seed);
  Forest forest;
  forest.schema = RandomSchema(shape);
  forest.base = 0.25;
  for (size_t t = 0; t < shape.trees; ++t) {
    Tree tree;
    tree.nodes.resize(1);
    tree.nodes[0].cover = 1000;
    tree.nodes[0].value = 1;
    while (tree.nodes.size() + 1 < 2 * shape.leaves) {
      auto n = static_cast<uint32_t>(random.Bernoulli(shape.deep) ? tree.nodes.size() - 1 : random.Below(tree.nodes.size()));
      if (tree.nodes[n].feature == TreeNode::kLeaf) SplitLeaf(forest, tree, n, shape, random);
    }
    forest.trees.push_back(tree);
  }
  return forest;
}

/// Numbers often equal to thresholds and to 0, categories, one value in eight missing.
inline FeatureTable MakeRandomTable(const Schema& schema, size_t rows, uint64_t seed) {
  Random random(seed);
  FeatureTable table{rows, schema, {}};
  for (const FeatureInfo& info : schema) {
    std::vector<float> column(rows);
    for (float& value : column) {
      if (random.Bernoulli(0.125)) {
        value = kMissing;
      } else if (info.is_category()) {
        value = static_cast<float>(random.Below(info.categories.size()));
      } else {
        value = random.Bernoulli(0.5) ? static_cast<float>(random.Below(9)) / 4 - 1 : static_cast<float>(random.Normal());
      }
    }
    table.columns.push_back(column);
  }
  return table;
}

inline double WalkMargin(const Forest& forest, const FeatureTable& table, size_t row) {
  double sum = 0;
  for (const Tree& tree : forest.trees) {
    uint32_t n = 0;
    while (tree.nodes[n].feature != TreeNode::kLeaf) {
      const TreeNode& node = tree.nodes[n];
      n = GoesLeft(node, forest.category_sets, table.columns[node.feature][row]) ? node.left : node.right;
    }
    sum += tree.nodes[n].value;
  }
  return forest.base + forest.scale * sum;
}

}  // namespace auspex::learn
