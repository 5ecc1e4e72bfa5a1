#include "learn/table/cost_complexity.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <queue>

namespace auspex::learn {
namespace {

/// A node of the tree as it is being pruned.
struct Branch {
  uint32_t parent = TreeNode::kLeaf;
  double own = 0;     ///< risk as a leaf
  double below = 0;   ///< risk of the leaves below
  uint32_t leaves = 1;
  double Cost() const { return (own - below) / (leaves - 1); }
};

std::vector<Branch> MakeBranches(const GrownTree& grown) {
  const std::vector<TreeNode>& nodes = grown.tree.nodes;
  std::vector<Branch> branches(nodes.size());
  for (size_t n = 0; n < nodes.size(); ++n) {
    const double yes = grown.positive[n], no = nodes[n].cover - yes, share = nodes[n].value;
    branches[n].own = branches[n].below = 2 * (yes * (1 - share) * (1 - share) + no * share * share) / nodes[0].cover;
    if (nodes[n].feature != TreeNode::kLeaf) branches[nodes[n].left].parent = branches[nodes[n].right].parent = static_cast<uint32_t>(n);
  }
  for (size_t n = nodes.size(); n-- > 0;) {
    if (nodes[n].feature == TreeNode::kLeaf) continue;
    branches[n].leaves = branches[nodes[n].left].leaves + branches[nodes[n].right].leaves;
    branches[n].below = branches[nodes[n].left].below + branches[nodes[n].right].below;
  }
  return branches;
}

}  // namespace

std::vector<double> CollapseCosts(const GrownTree& grown) {
  const std::vector<TreeNode>& nodes = grown.tree.nodes;
  std::vector<Branch> branches = MakeBranches(grown);
  std::vector<double> collapse(nodes.size(), 0);
  std::vector<uint8_t> is_leaf(nodes.size());
  using Entry = std::pair<double, uint32_t>;  // an entry whose cost is no longer the node's is passed over
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  for (uint32_t n = 0; n < nodes.size(); ++n) {
    is_leaf[n] = nodes[n].feature == TreeNode::kLeaf;
    if (!is_leaf[n]) queue.emplace(branches[n].Cost(), n);
  }
  double alpha = 0;
  while (!queue.empty()) {
    const auto [cost, n] = queue.top();
    queue.pop();
    if (is_leaf[n] || cost != branches[n].Cost()) continue;
    alpha = std::max(alpha, cost);
    const double risk = branches[n].own - branches[n].below;
    const uint32_t fewer = branches[n].leaves - 1;
    std::vector<uint32_t> gone = {n};
    while (!gone.empty()) {
      const uint32_t g = gone.back();
      gone.pop_back();
      if (is_leaf[g]) continue;
      is_leaf[g] = 1;
      collapse[g] = alpha;
      gone.push_back(nodes[g].left);
      gone.push_back(nodes[g].right);
    }
    for (uint32_t up = branches[n].parent; up != TreeNode::kLeaf; up = branches[up].parent) {
      branches[up].below += risk;
      branches[up].leaves -= fewer;
      queue.emplace(branches[up].Cost(), up);
    }
  }
  return collapse;
}

std::vector<double> PruningCosts(const std::vector<double>& collapse) {
  std::vector<double> costs;
  std::copy_if(collapse.begin(), collapse.end(), std::back_inserter(costs), [](double cost) { return cost > 0; });
  std::sort(costs.begin(), costs.end());
  costs.erase(std::unique(costs.begin(), costs.end()), costs.end());
  return costs;
}

GrownTree Prune(const GrownTree& grown, const std::vector<double>& collapse, double alpha) {
  GrownTree pruned;
  std::vector<uint32_t> from = {0};  // the node that each node of the pruned tree was
  for (size_t n = 0; n < from.size(); ++n) {
    TreeNode node = grown.tree.nodes[from[n]];
    pruned.positive.push_back(grown.positive[from[n]]);
    if (node.feature != TreeNode::kLeaf && collapse[from[n]] <= alpha) {
      const TreeNode leaf;
      node.feature = leaf.feature, node.threshold = 0, node.categories = 0, node.missing_left = false, node.left = node.right = 0;
    } else if (node.feature != TreeNode::kLeaf) {
      from.push_back(node.left);
      from.push_back(node.right);
      node.left = static_cast<uint32_t>(from.size() - 2);
      node.right = node.left + 1;
      if (node.categories != 0) {
        pruned.sets.push_back(grown.sets[node.categories - 1]);
        node.categories = static_cast<uint32_t>(pruned.sets.size());
      }
    }
    pruned.tree.nodes.push_back(node);
  }
  return pruned;
}

}  // namespace auspex::learn
