#include "learn/table/random_forest.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/threads.h"
#include "learn/binary_metrics.h"
#include "learn/table/tree_fixture.h"

namespace auspex::learn {
namespace {

ClassifierOptions Small(size_t trees) {
  ClassifierOptions options;
  options.random_forest.trees = trees;
  options.random_forest.min_leaf_weight = 5;
  options.random_forest.out_of_bag = true;
  return options;
}

RandomForest FitForest(const LabelledRows& data, const ClassifierOptions& options, uint64_t seed = 1) {
  RandomForest forest(options);
  Progress progress;
  forest.Fit(data.Training(), nullptr, seed, progress);
  return forest;
}

double AucOf(const std::vector<double>& margins, const std::vector<uint8_t>& labels) {
  return BinaryEvaluation(std::vector<float>(margins.begin(), margins.end()), std::vector<int8_t>(labels.begin(), labels.end())).Measure().roc_auc;
}

// scikit-learn 1.9.1, RandomForestClassifier(200, min_samples_leaf=5, random_state=0 … 4) on the first 2000 rows of CongruentialRows(6000, 8)
// ranks the others with AUC 0.8391, 0.8396, 0.8393, 0.8407 and 0.8410.
TEST(RandomForest, RanksAsWellAsScikitLearn) {
  const LabelledRows all = CongruentialRows(6000, 8);
  std::vector<uint32_t> fitted(2000), tested(4000);
  std::iota(fitted.begin(), fitted.end(), 0);
  std::iota(tested.begin(), tested.end(), 2000);
  const LabelledRows data{TakeRows(all.table, fitted), {all.labels.begin(), all.labels.begin() + 2000}, {}};
  const RandomForest forest = FitForest(data, Small(200));
  const double auc = AucOf(MarginsOf(forest, TakeRows(all.table, tested)), {all.labels.begin() + 2000, all.labels.end()});
  EXPECT_GT(auc, 0.8391);
  EXPECT_NEAR(forest.oob_auc(), auc, 0.02);
}

TEST(RandomForest, OutOfBagProbabilitiesAreTheMeansOfTheTreesThatDidNotDrawTheRow) {
  const LabelledRows data = MixedRows(300, 6, 4);
  const RandomForest few = FitForest(data, Small(1));
  std::vector<double> margins = MarginsOf(few, data.table);
  size_t known = 0;
  for (size_t r = 0; r < 300; ++r) {
    if (std::isnan(few.oob_probabilities()[r])) continue;
    EXPECT_NEAR(few.oob_probabilities()[r], margins[r], 1e-6);
    ++known;
  }
  EXPECT_NEAR(static_cast<double>(known) / 300, std::exp(-1), 0.08);  // the share that a bootstrap sample leaves out
  const RandomForest many = FitForest(data, Small(60));
  margins = MarginsOf(many, data.table);
  for (size_t r = 0; r < 300; ++r) EXPECT_FALSE(std::isnan(many.oob_probabilities()[r]));
  EXPECT_GT(AucOf(margins, data.labels), many.oob_auc() + 0.02);  // rows seen in fitting are ranked too well
}

TEST(RandomForest, LearnsNothingFromNoise) {
  LabelledRows data = MixedRows(2000, 6, 5);
  Random random(2);
  for (uint8_t& label : data.labels) label = random.Bernoulli(0.3);
  EXPECT_NEAR(FitForest(data, Small(50)).oob_auc(), 0.5, 0.05);
}

TEST(RandomForest, TheSameBitsForAnyNumberOfThreads) {
  LabelledRows data = MixedRows(700, 7, 6);
  for (size_t r = 0; r < 700; ++r) data.weights.push_back(0.1f * static_cast<float>(r % 13));
  std::vector<std::vector<double>> margins;
  std::vector<std::vector<float>> oob;
  for (const size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    const RandomForest forest = FitForest(data, Small(30));
    margins.push_back(MarginsOf(forest, data.table));
    oob.emplace_back(forest.oob_probabilities().begin(), forest.oob_probabilities().end());
  }
  SetThreads(0);
  EXPECT_EQ(margins[0], margins[1]);
  EXPECT_EQ(margins[0], margins[2]);
  const auto same = [](float a, float b) { return a == b || (std::isnan(a) && std::isnan(b)); };
  EXPECT_TRUE(std::equal(oob[0].begin(), oob[0].end(), oob[1].begin(), same));
  EXPECT_TRUE(std::equal(oob[0].begin(), oob[0].end(), oob[2].begin(), same));
}

TEST(RandomForest, AnotherSeedGivesAnotherForest) {
  const LabelledRows data = MixedRows(300, 6, 7);
  EXPECT_NE(MarginsOf(FitForest(data, Small(5), 1), data.table), MarginsOf(FitForest(data, Small(5), 2), data.table));
}

TEST(RandomForest, RefusesSettingsOutOfRange) {
  const LabelledRows data = MixedRows(60, 4, 8);
  const auto refusal = [&](const RandomForestOptions& settings) -> std::string {
    ClassifierOptions options;
    options.random_forest = settings;
    try {
      FitForest(data, options);
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::kUsage);
      return error.message();
    }
    return "accepted";
  };
  EXPECT_EQ(refusal({.trees = 0}), "a random forest has 1 to 1000000 trees");
  EXPECT_EQ(refusal({.min_leaf_weight = -1}), "the random forest's least leaf weight is not a number from 0 up");
  EXPECT_EQ(refusal({.features_share = 1.5}), "the random forest's share of features is not in 0..1");
  EXPECT_EQ(refusal({.rows_share = 0}), "the random forest's share of rows is not above 0 and at most 1");
}

}  // namespace
}  // namespace auspex::learn
