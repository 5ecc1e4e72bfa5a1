#include "learn/table/tree_rules.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "base/error.h"

namespace auspex::learn {
namespace {

RuleCondition& ConditionOn(uint32_t feature, const Schema& schema, std::vector<RuleCondition>& conditions) {
  for (RuleCondition& condition : conditions)
    if (condition.feature == feature) return condition;
  RuleCondition condition{.feature = feature, .categories = std::vector<uint32_t>(schema[feature].categories.size())};
  std::iota(condition.categories.begin(), condition.categories.end(), 0);
  return conditions.emplace_back(std::move(condition));
}

/// Adds what going to one side of `node` asks.
void Narrow(const Forest& forest, const TreeNode& node, bool left, std::vector<RuleCondition>& conditions) {
  RuleCondition& condition = ConditionOn(node.feature, forest.schema, conditions);
  condition.missing = condition.missing && node.missing_left == left;
  if (node.categories != 0) {
    const std::vector<uint32_t>& set = forest.category_sets[node.categories - 1];
    std::erase_if(condition.categories, [&](uint32_t code) { return (code / 32 < set.size() && (set[code / 32] >> (code % 32) & 1)) != left; });
    condition.known = !condition.categories.empty();
    return;
  }
  if (left) {
    if (node.threshold < std::numeric_limits<float>::max()) condition.at_most = std::min(condition.at_most, node.threshold);
  } else {
    condition.above = std::max(condition.above, node.threshold);
  }
  condition.known = condition.above < condition.at_most && condition.above < std::numeric_limits<float>::max();
}

void Collect(const Forest& forest, size_t tree, uint32_t n, const std::vector<RuleCondition>& conditions, std::vector<TreeRule>& rules) {
  const TreeNode& node = forest.trees[tree].nodes[n];
  if (node.feature == TreeNode::kLeaf) {
    rules.push_back({.conditions = conditions,
                     .node = n,
                     .support = node.cover,
                     .support_share = 0,
                     .positive_share = node.value,
                     .purity = std::max(node.value, 1 - node.value)});
    return;
  }
  for (const bool left : {true, false}) {
    std::vector<RuleCondition> narrowed = conditions;
    Narrow(forest, node, left, narrowed);
    Collect(forest, tree, left ? node.left : node.right, narrowed, rules);
  }
}

}  // namespace

bool RuleCondition::Holds(bool is_category, float value) const {
  if (std::isnan(value)) return missing;
  if (!known) return false;
  return is_category ? std::binary_search(categories.begin(), categories.end(), static_cast<uint32_t>(value)) : above < value && value <= at_most;
}

std::vector<TreeRule> RulesOf(const Forest& forest, size_t tree) {
  if (tree >= forest.trees.size())
    throw Error(Fault::kUsage, "tree " + std::to_string(tree) + " was asked of a forest of " + std::to_string(forest.trees.size()), "tree");
  if (forest.link != Link::kIdentity)
    throw Error(Fault::kUsage, "the leaves of a boosted model are no shares of rows, so its trees are no rules", "tree", "Use the model 'tree'.");
  std::vector<TreeRule> rules;
  Collect(forest, tree, 0, {}, rules);
  double weight = 0, positive = 0;
  for (const TreeRule& rule : rules) weight += rule.support, positive += rule.support * rule.positive_share;
  for (TreeRule& rule : rules) {
    rule.support_share = rule.support / weight;
    rule.lift = positive > 0 ? rule.positive_share / (positive / weight) : 0;
  }
  return rules;
}

}  // namespace auspex::learn
