#include "learn/forest/forest.h"

#include <cmath>

#include "base/error.h"

namespace auspex::learn {
namespace {

[[noreturn]] void Fail(const std::string& what, const std::string& where, size_t tree, size_t node) {
  throw Error(Fault::kUsage, "tree " + std::to_string(tree) + ", node " + std::to_string(node) + ": " + what, where,
              "The file is damaged or was not written by this kind of model.");
}

void CheckTree(const Forest& forest, size_t t, const std::string& where) {
  const std::vector<TreeNode>& nodes = forest.trees[t].nodes;
  if (nodes.empty() || nodes.size() >= TreeNode::kLeaf) Fail("the tree has no node or too many", where, t, 0);
  std::vector<uint8_t> has_parent(nodes.size(), 0);
  for (size_t n = 0; n < nodes.size(); ++n) {
    const TreeNode& node = nodes[n];
    if (!(node.cover > 0) || !std::isfinite(node.cover)) Fail("its cover is not a positive number", where, t, n);
    if (n > 0 && !has_parent[n]) Fail("no node before it leads to it", where, t, n);
    if (node.feature == TreeNode::kLeaf) {
      if (!std::isfinite(node.value)) Fail("its value is not a finite number", where, t, n);
      continue;
    }
    if (node.feature >= forest.schema.size()) Fail("it asks for feature " + std::to_string(node.feature) + ", which there is not", where, t, n);
    if (node.categories > forest.category_sets.size()) Fail("it asks for a set of categories that there is not", where, t, n);
    if (std::isnan(node.threshold)) Fail("its threshold is not a number", where, t, n);
    for (const uint32_t child : {node.left, node.right}) {
      if (child <= n || child >= nodes.size()) Fail("its child " + std::to_string(child) + " does not stand behind it", where, t, n);
      if (has_parent[child]) Fail("its child " + std::to_string(child) + " has another parent too", where, t, n);
      has_parent[child] = 1;
    }
  }
}

}  // namespace

void CheckForest(const Forest& forest, const std::string& where) {
  if (!std::isfinite(forest.base) || !std::isfinite(forest.scale)) {
    throw Error(Fault::kUsage, "the forest's base or scale is not a finite number", where, "The file is damaged.");
  }
  for (size_t t = 0; t < forest.trees.size(); ++t) CheckTree(forest, t, where);
}

}  // namespace auspex::learn
