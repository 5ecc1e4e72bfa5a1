#include "learn/table/crossvalidate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/error.h"
#include "base/progress.h"
#include "base/random.h"
#include "learn/table/leaderboard.h"
#include "learn/table/linear_probe.h"

namespace auspex::learn {
namespace {

/// The first column tells much, the second a little, the third nothing.
LabelledTable MakeData(size_t rows) {
  Random random(7);
  LabelledTable data{{.rows = rows, .schema = {{"much", {}}, {"little", {}}, {"noise", {}}}, .columns = {{}, {}, {}}}, {}, {}};
  for (size_t r = 0; r < rows; ++r) {
    data.labels.push_back(random.Bernoulli(0.3));
    const double shifts[] = {1.2, 0.3, 0};
    for (size_t f = 0; f < 3; ++f) data.table.columns[f].push_back(static_cast<float>(random.Normal() + shifts[f] * data.labels[r]));
  }
  return data;
}

/// The probe on one column.
class OnColumn : public RecipeStep {
 public:
  explicit OnColumn(size_t feature) : feature_(feature) {}
  std::string Name() const override { return "column"; }
  LabelledTable Fit(const TrainingPart& part) override {
    return {Apply(part.table()), {part.labels().begin(), part.labels().end()}, {part.weights().begin(), part.weights().end()}};
  }
  FeatureTable Apply(const FeatureTable& table) const override {
    return {.rows = table.rows, .schema = {table.schema[feature_]}, .columns = {table.columns[feature_]}};
  }

 private:
  size_t feature_;
};

Recipe ProbeOf(std::string name, size_t feature) {
  return {.name = std::move(name),
          .model = [] { return std::make_unique<LinearProbe>(); },
          .steps = {[feature] { return std::make_unique<OnColumn>(feature); }}};
}

TEST(CrossValidate, JudgesEachRowByAModelThatHasNotSeenIt) {
  const LabelledTable data = MakeData(1000);
  const std::vector<Fold> folds = StratifiedFolds(data.labels, {.folds = 5});
  const std::vector<Recipe> recipes = {ProbeOf("much", 0), ProbeOf("little", 1)};
  Progress progress;
  const CrossValidation judged = CrossValidate(data, folds, recipes, {}, progress);
  ASSERT_EQ(judged.rows.size(), 1000u);
  ASSERT_EQ(judged.recipes.size(), 2u);
  size_t place = 0;
  for (size_t k = 0; k < folds.size(); ++k) {
    std::vector<float> by_hand;
    FitFold(recipes[0], data, folds[k], 0, progress, by_hand);  // the probe has no use for the seed
    for (size_t i = 0; i < by_hand.size(); ++i, ++place) {
      ASSERT_EQ(judged.rows[place], folds[k].test[i]);
      ASSERT_EQ(judged.labels[place], data.labels[folds[k].test[i]]);
      ASSERT_EQ(judged.recipes[0].probabilities[place], by_hand[i]);
    }
  }
  const JudgedRecipe& much = judged.recipes[0];
  EXPECT_NEAR(much.pooled.roc_auc, 0.8, 0.03);  // Phi(1.2 / sqrt 2) = 0.802
  EXPECT_NEAR(much.MeanOverFolds(&BinaryMetrics::roc_auc), much.pooled.roc_auc, 0.01);
  EXPECT_EQ(much.folds.size(), 5u);
  for (const auto& [value, interval] : {std::pair{much.pooled.roc_auc, much.intervals.auc}, {much.pooled.log_loss, much.intervals.log_loss},
                                        {much.pooled.average_precision, much.intervals.average_precision},
                                        {much.pooled.brier, much.intervals.brier}}) {
    EXPECT_TRUE(interval.low < value && value < interval.high);
  }
}

TEST(CrossValidate, WeighsRowsIfAsked) {
  LabelledTable data = MakeData(600);
  const std::vector<Fold> folds = StratifiedFolds(data.labels, {.folds = 3});
  const std::vector<Recipe> recipes = {ProbeOf("much", 0)};
  Progress progress;
  const CrossValidation plain = CrossValidate(data, folds, recipes, {.replicates = 0}, progress);
  data.weights.assign(600, 4);
  const CrossValidation heavy = CrossValidate(data, folds, recipes, {.replicates = 0}, progress);
  EXPECT_EQ(heavy.recipes[0].pooled.weight, 2400);
  EXPECT_NEAR(heavy.recipes[0].pooled.roc_auc, plain.recipes[0].pooled.roc_auc, 1e-12);
  EXPECT_NEAR(heavy.recipes[0].intervals.auc.low, plain.recipes[0].intervals.auc.low, 1e-9);
  EXPECT_TRUE(std::isnan(plain.recipes[0].intervals.brier.low));
}

TEST(CrossValidate, WidensIntervalsForClusters) {
  const LabelledTable data = MakeData(100);
  LabelledTable many{{.rows = 1000, .schema = data.table.schema, .columns = {{}, {}, {}}}, {}, {}};
  std::vector<uint64_t> clusters;
  for (size_t r = 0; r < 1000; ++r) {
    for (size_t f = 0; f < 3; ++f) many.table.columns[f].push_back(data.table.columns[f][r / 10]);
    many.labels.push_back(data.labels[r / 10]);
    clusters.push_back(r / 10);
  }
  const std::vector<Fold> folds = GroupedFolds(clusters, {.folds = 3});
  const std::vector<Recipe> recipes = {ProbeOf("much", 0)};
  Progress progress;
  const Interval alone = CrossValidate(many, folds, recipes, {}, progress).recipes[0].intervals.auc;
  const Interval together = CrossValidate(many, folds, recipes, {.clusters = clusters}, progress).recipes[0].intervals.auc;
  EXPECT_GT(together.high - together.low, 2 * (alone.high - alone.low));  // the root of 10 in the limit
}

TEST(CrossValidate, SaysWhatIsWrongAndWhere) {
  const LabelledTable data = MakeData(60);
  std::vector<Fold> folds = StratifiedFolds(data.labels, {.folds = 3});
  Progress progress;
  const auto error = [&](const std::vector<Recipe>& recipes) {
    try {
      CrossValidate(data, folds, recipes, {}, progress);
    } catch (const Error& caught) {
      return caught.message() + " @ " + caught.where();
    }
    return std::string("nothing was thrown");
  };
  EXPECT_EQ(error({}), "there is no model to judge @ cross-validation");
  EXPECT_EQ(error({ProbeOf("a", 0), ProbeOf("a", 1)}), "two models to judge are called 'a' @ cross-validation");
  std::erase_if(folds[1].train, [&](uint32_t row) { return data.labels[row] == 1; });
  EXPECT_EQ(error({ProbeOf("a", 0)}), "one class only @ a, fold 2");
}

TEST(Leaderboard, RanksAndSaysWhoIsAsGoodAsTheBest) {
  const LabelledTable data = MakeData(1500);
  const std::vector<Fold> folds = StratifiedFolds(data.labels, {.folds = 5});
  const std::vector<Recipe> recipes = {ProbeOf("noise", 2), ProbeOf("much", 0), ProbeOf("little", 1), ProbeOf("again", 0)};
  Progress progress;
  const CrossValidation judged = CrossValidate(data, folds, recipes, {.replicates = 0}, progress);
  for (RankBy by : {RankBy::kAuc, RankBy::kAveragePrecision, RankBy::kLogLoss, RankBy::kBrier}) {
    const std::vector<LeaderboardLine> lines = Leaderboard(judged, by);
    ASSERT_EQ(lines.size(), 4u);
    EXPECT_EQ(lines[0].name, "much");
    EXPECT_EQ(lines[1].name, "again");  // a tie keeps the order given
    EXPECT_EQ(lines[2].name, "little");
    EXPECT_EQ(lines[3].name, "noise");
    EXPECT_EQ(lines[0].against_best.p_value, 1);
    EXPECT_TRUE(lines[1].as_good_as_best);
    EXPECT_FALSE(lines[2].as_good_as_best);
    EXPECT_LT(lines[3].against_best.p_value, 1e-6);
    EXPECT_EQ(lines[2].mean.roc_auc, judged.recipes[2].MeanOverFolds(&BinaryMetrics::roc_auc));
  }
}

}  // namespace
}  // namespace auspex::learn
