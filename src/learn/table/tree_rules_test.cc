#include "learn/table/tree_rules.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "learn/table/decision_tree.h"
#include "learn/table/tree_fixture.h"

namespace auspex::learn {
namespace {

std::unique_ptr<Classifier> FitTree(const LabelledRows& data) {
  ClassifierOptions options;
  options.tree = {.max_depth = 8, .min_leaf_weight = 10, .min_gain = 0, .prune_folds = 0};
  auto tree = MakeDecisionTree(options);
  Progress progress;
  tree->Fit(data.Training(), nullptr, 1, progress);
  return tree;
}

TEST(TreeRules, ExactlyOneRuleHoldsForARowAndSaysItsScore) {
  const LabelledRows data = MixedRows(2000, 6, 5);
  const auto tree = FitTree(data);
  const std::vector<TreeRule> rules = RulesOf(*tree->forest(), 0);
  const LabelledRows asked = MixedRows(3000, 6, 6);
  const std::vector<double> margins = MarginsOf(*tree, asked.table);
  for (size_t r = 0; r < asked.table.rows; ++r) {
    size_t holding = 0;
    for (const TreeRule& rule : rules) {
      const bool holds = std::all_of(rule.conditions.begin(), rule.conditions.end(), [&](const RuleCondition& condition) {
        return condition.Holds(asked.table.schema[condition.feature].is_category(), asked.table.columns[condition.feature][r]);
      });
      if (!holds) continue;
      ++holding;
      ASSERT_EQ(rule.positive_share, margins[r]);
    }
    ASSERT_EQ(holding, 1u) << "row " << r;
  }
}

TEST(TreeRules, SupportsAndLiftsAddUp) {
  const LabelledRows data = MixedRows(2000, 6, 5);
  double share = 0, support = 0, lift = 0;
  for (const TreeRule& rule : RulesOf(*FitTree(data)->forest(), 0)) {
    share += rule.support_share;
    support += rule.support;
    lift += rule.support_share * rule.lift;
    EXPECT_GE(rule.purity, 0.5);
    for (size_t i = 0; i < rule.conditions.size(); ++i)
      for (size_t j = 0; j < i; ++j) EXPECT_NE(rule.conditions[i].feature, rule.conditions[j].feature);
  }
  EXPECT_NEAR(share, 1, 1e-12);
  EXPECT_EQ(support, 2000);
  EXPECT_NEAR(lift, 1, 1e-12);
}

TEST(TreeRules, MergesBoundsOfOneFeature) {
  LabelledRows data{{.rows = 90, .schema = {{"x", {}}}, .columns = {{}}}, {}, {}};
  for (size_t r = 0; r < 90; ++r) data.table.columns[0].push_back(static_cast<float>(r)), data.labels.push_back(r >= 30 && r < 60);
  const std::vector<TreeRule> rules = RulesOf(*FitTree(data)->forest(), 0);
  ASSERT_EQ(rules.size(), 3u);
  for (const TreeRule& rule : rules) EXPECT_EQ(rule.conditions.size(), 1u);
  EXPECT_EQ(rules[1].conditions[0].above, 29.5f);
  EXPECT_EQ(rules[1].conditions[0].at_most, 59.5f);
  EXPECT_EQ(rules[1].positive_share, 1);
  EXPECT_NEAR(rules[1].lift, 3, 1e-12);
}

TEST(TreeRules, KnowsValuesThatAreMissing) {
  LabelledRows data{{.rows = 100, .schema = {{"x", {}}}, .columns = {{}}}, {}, {}};
  for (size_t r = 0; r < 100; ++r) data.table.columns[0].push_back(r < 40 ? kMissing : 5.0f), data.labels.push_back(r < 40);
  const std::vector<TreeRule> rules = RulesOf(*FitTree(data)->forest(), 0);
  ASSERT_EQ(rules.size(), 2u);
  EXPECT_TRUE(rules[0].conditions[0].known);
  EXPECT_FALSE(rules[0].conditions[0].missing);
  EXPECT_FALSE(rules[1].conditions[0].known);
  EXPECT_TRUE(rules[1].conditions[0].missing);
  EXPECT_EQ(rules[1].positive_share, 1);
}

TEST(TreeRules, RefusesWhatIsNoTreeOfShares) {
  Forest forest;
  EXPECT_THROW(RulesOf(forest, 0), Error);
  forest.trees.resize(1);
  forest.trees[0].nodes.resize(1);
  forest.link = Link::kLogistic;
  try {
    RulesOf(forest, 0);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "the leaves of a boosted model are no shares of rows, so its trees are no rules");
  }
}

}  // namespace
}  // namespace auspex::learn
