#include "learn/table/decision_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/error.h"
#include "base/threads.h"
#include "learn/forest/forest.h"
#include "learn/table/cost_complexity.h"
#include "learn/table/tree_fixture.h"

namespace auspex::learn {
namespace {

ClassifierOptions Unpruned(size_t depth, double leaf) {
  ClassifierOptions options;
  options.tree = {.max_depth = depth, .min_leaf_weight = leaf, .min_gain = 0, .prune_folds = 0};
  return options;
}

std::unique_ptr<Classifier> FitTree(const LabelledRows& data, const ClassifierOptions& options, uint64_t seed = 1) {
  auto tree = MakeDecisionTree(options);
  Progress progress;
  tree->Fit(data.Training(), nullptr, seed, progress);
  return tree;
}

size_t Leaves(const Classifier& model) { return (model.forest()->trees[0].nodes.size() + 1) / 2; }

double SquareSum(const std::vector<double>& values) { return std::inner_product(values.begin(), values.end(), values.begin(), 0.0); }

// scikit-learn 1.9.1, DecisionTreeClassifier(max_depth=4, min_samples_leaf=10, random_state=0) on CongruentialRows(400, 4):
// get_n_leaves(), predict_proba(X)[:8, 1], sum of squares of predict_proba, tree_.threshold[0].
TEST(DecisionTree, AgreesWithScikitLearn) {
  const LabelledRows data = CongruentialRows(400, 4);
  ASSERT_EQ(std::accumulate(data.labels.begin(), data.labels.end(), 0), 226);
  const auto tree = FitTree(data, Unpruned(4, 10));
  EXPECT_EQ(Leaves(*tree), 14u);
  const std::vector<double> margins = MarginsOf(*tree, data.table);
  const double expected[] = {0.64705882, 0.31372549, 0.03846154, 0.21428571, 1, 0.31372549, 0.5, 0.03846154};
  for (size_t r = 0; r < 8; ++r) EXPECT_NEAR(margins[r], expected[r], 1e-8);
  EXPECT_NEAR(SquareSum(margins), 175.37468413939, 1e-9);
  EXPECT_EQ(tree->forest()->trees[0].nodes[0].threshold, 39.5f);
  EXPECT_TRUE(tree->IsProbability());
}

// scikit-learn as above with sample_weight = 1 + row % 3 and min_weight_fraction_leaf = 20 / sum of weights.
TEST(DecisionTree, AgreesWithScikitLearnUnderWeights) {
  LabelledRows data = CongruentialRows(400, 4);
  for (size_t r = 0; r < 400; ++r) data.weights.push_back(static_cast<float>(1 + r % 3));
  const auto tree = FitTree(data, Unpruned(4, 20));
  EXPECT_EQ(Leaves(*tree), 13u);
  EXPECT_NEAR(SquareSum(MarginsOf(*tree, data.table)), 182.69053225417878, 1e-9);
  const auto& nodes = tree->forest()->trees[0].nodes;
  EXPECT_EQ(nodes[0].threshold, 39.5f);
  EXPECT_EQ(nodes[nodes[0].left].threshold, 45.5f);
  EXPECT_EQ(nodes[nodes[0].left].feature, 1u);
}

// scikit-learn as in the first test: cost_complexity_pruning_path(X, y).ccp_alphas without the first 0.
TEST(DecisionTree, PruningCostsAgreeWithScikitLearn) {
  const LabelledRows data = CongruentialRows(400, 4);
  const BinnedTable<uint16_t> binned(data.table, {});
  const TreeGrower<uint16_t> grower(binned, {.max_depth = 4, .min_leaf_weight = 10, .min_gain = 0, .features_tried = 0, .directions = {}});
  std::vector<TreeSample> samples;
  for (uint32_t r = 0; r < 400; ++r) samples.push_back({r, 1, static_cast<float>(data.labels[r]), 1});
  Random random(1);
  const GrownTree grown = grower.Grow(samples, nullptr, random);
  const std::vector<double> collapse = CollapseCosts(grown), costs = PruningCosts(collapse);
  const std::vector<double> expected = {0.00060368, 0.001,      0.0035913,  0.00379194, 0.00433829, 0.00537281,
                                        0.00634206, 0.0101713, 0.01170201, 0.02183717, 0.03759643, 0.12670363};
  ASSERT_EQ(costs.size(), expected.size());
  for (size_t k = 0; k < costs.size(); ++k) EXPECT_NEAR(costs[k], expected[k], 6e-9);
  size_t before = SIZE_MAX;
  for (const double cost : costs) {
    const size_t nodes = Prune(grown, collapse, cost).tree.nodes.size();
    EXPECT_LT(nodes, before);
    before = nodes;
  }
  EXPECT_EQ(before, 1u);
}

TEST(DecisionTree, LargeTablesOverBinsDecideNearlyAsExactOnes) {
  LabelledRows data = MixedRows(kExactRows + 1, 6, 3);
  const auto binned = FitTree(data, Unpruned(6, 100));
  std::vector<uint32_t> rows(kExactRows);
  std::iota(rows.begin(), rows.end(), 0);
  LabelledRows fewer{TakeRows(data.table, rows), {data.labels.begin(), data.labels.end() - 1}, {}};
  const auto exact = FitTree(fewer, Unpruned(6, 100));
  const std::vector<double> a = MarginsOf(*binned, fewer.table), b = MarginsOf(*exact, fewer.table);
  double difference = 0;
  for (size_t r = 0; r < a.size(); ++r) difference += std::abs(a[r] - b[r]);
  EXPECT_LT(difference / static_cast<double>(a.size()), 0.01);
}

TEST(DecisionTree, PruningLeavesOneLeafWhereThereIsNothingToLearn) {
  LabelledRows data = CongruentialRows(2000, 4);
  Random random(9);
  for (uint8_t& label : data.labels) label = random.Bernoulli(0.4);
  ClassifierOptions options;
  options.tree.min_leaf_weight = 5;
  EXPECT_EQ(Leaves(*FitTree(data, options)), 1u);
  options.tree.prune_folds = 0;
  EXPECT_GT(Leaves(*FitTree(data, options)), 50u);
}

TEST(DecisionTree, PruningKeepsWhatIsThere) {
  LabelledRows data = CongruentialRows(2000, 4);
  for (size_t r = 0; r < 2000; ++r) data.labels[r] = (data.table.columns[0][r] > 20) != (data.table.columns[1][r] > 31 && data.table.columns[0][r] > 40);
  ClassifierOptions options;
  options.tree.min_leaf_weight = 5;
  const auto tree = FitTree(data, options);
  EXPECT_EQ(Leaves(*tree), 4u);
  const std::vector<double> margins = MarginsOf(*tree, data.table);
  for (size_t r = 0; r < 2000; ++r) ASSERT_EQ(margins[r], data.labels[r]);
}

TEST(DecisionTree, WeightOfTwoIsARowTwice) {
  LabelledRows once = MixedRows(500, 5, 11), twice = once;
  once.weights.assign(500, 1);
  std::vector<uint32_t> rows(500);
  std::iota(rows.begin(), rows.end(), 0);
  for (uint32_t r = 0; r < 500; r += 3) once.weights[r] = 2, rows.push_back(r), twice.labels.push_back(once.labels[r]);
  twice.table = TakeRows(once.table, rows);
  EXPECT_EQ(MarginsOf(*FitTree(once, Unpruned(8, 6)), once.table), MarginsOf(*FitTree(twice, Unpruned(8, 6)), once.table));
}

TEST(DecisionTree, UnseenCategoriesGoWhereMissingValuesGo) {
  LabelledRows data{{.rows = 300, .schema = {{"c", {"a", "b", "unseen"}}}, .columns = {{}}}, {}, {}};
  for (size_t r = 0; r < 300; ++r) {
    data.table.columns[0].push_back(r % 3 == 2 ? kMissing : static_cast<float>(r % 3));
    data.labels.push_back(r % 3 == 1 || (r % 3 == 2 && r % 2));
  }
  const auto tree = FitTree(data, Unpruned(5, 5));
  FeatureTable asked{.rows = 4, .schema = data.table.schema, .columns = {{0, 1, 2, kMissing}}};
  const std::vector<double> margins = MarginsOf(*tree, asked);
  EXPECT_EQ(margins[0], 0);
  EXPECT_EQ(margins[1], 1);
  EXPECT_EQ(margins[3], 0.5);
  EXPECT_EQ(margins[2], margins[3]);
}

TEST(DecisionTree, MonotoneEverywhere) {
  LabelledRows data = MixedRows(4000, 6, 21);
  ClassifierOptions options = Unpruned(10, 5);
  options.monotone = {{"x0", 1}, {"x4", -1}};
  const auto tree = FitTree(data, options);
  FeatureTable asked = TakeRows(data.table, std::vector<uint32_t>(41, 0));
  size_t rises = 0;
  for (uint32_t row = 0; row < 300; ++row) {
    for (const auto& [feature, direction] : {std::pair<size_t, int>{0, 1}, {4, -1}}) {
      for (size_t f = 0; f < 6; ++f) std::fill(asked.columns[f].begin(), asked.columns[f].end(), data.table.columns[f][row]);
      for (size_t i = 0; i < 41; ++i) asked.columns[feature][i] = static_cast<float>(i) * 0.15f - 3;
      const std::vector<double> margins = MarginsOf(*tree, asked);
      for (size_t i = 1; i < 41; ++i) {
        ASSERT_GE(direction * (margins[i] - margins[i - 1]), 0) << row << " " << feature;
        rises += margins[i] != margins[i - 1];
      }
    }
  }
  EXPECT_GT(rises, 100u);
}

TEST(DecisionTree, RefusesSettingsOutOfRange) {
  const LabelledRows data = CongruentialRows(50, 3);
  const auto refusal = [&](const TreeOptions& tree) -> std::string {
    ClassifierOptions options;
    options.tree = tree;
    try {
      FitTree(data, options);
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::kUsage);
      return error.message();
    }
    return "accepted";
  };
  EXPECT_EQ(refusal({.min_leaf_weight = -1}), "the tree's least leaf weight is not a number from 0 up");
  EXPECT_EQ(refusal({.min_gain = NAN}), "the tree's least gain is not a number from 0 up");
  EXPECT_EQ(refusal({.prune_folds = 1}), "a tree is pruned with 2 folds or more, or with 0 not at all");
}

}  // namespace
}  // namespace auspex::learn
