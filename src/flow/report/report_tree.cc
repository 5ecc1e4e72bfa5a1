#include "flow/report/report_tree.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace auspex::flow {
namespace {

void Check(const learn::Forest& forest, size_t tree, const std::vector<ReportFeature>& features) {
  if (tree >= forest.trees.size()) throw Error(Fault::kUsage, "there is no tree " + std::to_string(tree));
  if (features.size() != forest.schema.size()) throw Error(Fault::kUsage, "a report needs the words of each of the tree's features");
}

std::string CategoryName(const learn::Forest& forest, const ReportFeature& feature, size_t index, size_t code) {
  return code < feature.categories.size() ? feature.categories[code] : forest.schema[index].categories[code];
}

std::string ConditionOf(const learn::Forest& forest, const learn::TreeNode& node, const ReportFeature& feature, const ReportWords& words) {
  if (node.categories == 0) return LabelOf(feature) + " ≤ " + ValueOf(feature, node.threshold, words);
  const std::vector<uint32_t>& set = forest.category_sets[node.categories - 1];
  std::vector<std::string> names;
  for (size_t code = 0; code < forest.schema[node.feature].categories.size(); ++code) {
    if (code / 32 < set.size() && (set[code / 32] >> (code % 32) & 1)) names.push_back(CategoryName(forest, feature, node.feature, code));
  }
  return words("rule.is", {{"feature", LabelOf(feature)}, {"values", words.List(names)}});
}

std::string ConditionOf(const learn::Forest& forest, const learn::RuleCondition& condition, const ReportFeature& feature,
                        const ReportWords& words) {
  const std::string label = LabelOf(feature);
  if (!condition.known) return words("rule.missing", {{"feature", label}});
  std::string text;
  if (!forest.schema[condition.feature].categories.empty()) {
    std::vector<std::string> names;
    for (const uint32_t code : condition.categories) names.push_back(CategoryName(forest, feature, condition.feature, code));
    text = words("rule.is", {{"feature", label}, {"values", words.List(names)}});
  } else if (std::isfinite(condition.above) && std::isfinite(condition.at_most)) {
    text = ValueOf(feature, condition.above, words) + " < " + label + " ≤ " + ValueOf(feature, condition.at_most, words);
  } else if (std::isfinite(condition.above)) {
    text = label + " > " + ValueOf(feature, condition.above, words);
  } else if (std::isfinite(condition.at_most)) {
    text = label + " ≤ " + ValueOf(feature, condition.at_most, words);
  } else {
    return words("rule.known", {{"feature", label}});
  }
  return condition.missing && feature.may_be_missing ? words("rule.or_missing", {{"condition", text}}) : text;
}

}  // namespace

std::vector<ReportTreeNode> TreeOf(const learn::Forest& forest, size_t tree, const std::vector<ReportFeature>& features, const ReportWords& words) {
  Check(forest, tree, features);
  const std::vector<learn::TreeNode>& nodes = forest.trees[tree].nodes;
  std::vector<ReportTreeNode> out(nodes.size());
  for (size_t n = nodes.size(); n-- > 0;) {
    const learn::TreeNode& node = nodes[n];
    out[n].share = node.cover / nodes[0].cover;
    if (node.feature == learn::TreeNode::kLeaf) {
      out[n].positive_share = forest.base + forest.scale * node.value;
      continue;
    }
    const ReportTreeNode &left = out[node.left], &right = out[node.right];
    out[n].condition = ConditionOf(forest, node, features[node.feature], words);
    out[n].left = node.left, out[n].right = node.right;
    out[n].positive_share = (left.positive_share * left.share + right.positive_share * right.share) / (left.share + right.share);
  }
  return out;
}

std::vector<ReportRule> RulesInWords(const learn::Forest& forest, size_t tree, const std::vector<ReportFeature>& features,
                                     const ReportWords& words) {
  Check(forest, tree, features);
  std::vector<ReportRule> rules;
  for (const learn::TreeRule& rule : learn::RulesOf(forest, tree)) {
    ReportRule told{{}, rule.support, rule.support_share, rule.positive_share, rule.purity, rule.lift};
    for (const learn::RuleCondition& condition : rule.conditions) {
      told.conditions.push_back(ConditionOf(forest, condition, features[condition.feature], words));
    }
    rules.push_back(std::move(told));
  }
  std::stable_sort(rules.begin(), rules.end(), [](const ReportRule& a, const ReportRule& b) { return a.positive_share > b.positive_share; });
  return rules;
}

}  // namespace auspex::flow
