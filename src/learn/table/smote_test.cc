#include "learn/table/smote.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/progress.h"
#include "base/threads.h"
#include "learn/table/imbalance.h"
#include "learn/table/logistic_classifier.h"
#include "learn/table/recipe.h"
#include "learn/table/recipe_fixture.h"

namespace auspex::learn {
namespace {

/// Remembers what a model is given to learn from, and the weights that it would stop by.
struct Seen {
  LabelledTable rows, validation;
};

class Recorder : public LinearProbe {
 public:
  explicit Recorder(Seen& seen) : seen_(seen) {}
  void Fit(const TrainingRows& rows, const TrainingRows* validation, uint64_t seed, Progress& progress) override {
    const auto keep = [](const TrainingRows& of) {
      return LabelledTable{of.table, {of.labels.begin(), of.labels.end()}, {of.weights.begin(), of.weights.end()}};
    };
    seen_.rows = keep(rows);
    if (validation) seen_.validation = keep(*validation);
    LinearProbe::Fit(rows, validation, seed, progress);
  }

 private:
  Seen& seen_;
};

Seen After(const StepMaker& step, const LabelledTable& data, double validation_share = 0) {
  Seen seen;
  Progress progress;
  const Recipe recipe{.name = "seen", .model = [&] { return std::make_unique<Recorder>(seen); }, .steps = {step}, .validation_share = validation_share};
  FitOnAll(recipe, data, 5, progress);
  return seen;
}

/// Two rare rows on a line and many others.
LabelledTable Line() {
  LabelledTable data;
  data.table = {.rows = 8,
                .schema = {{"x", {}}, {"gap", {}}, {"c", {"a", "b"}}},
                .columns = {{0, 10, 50, 51, 52, 53, 54, 55}, {1, kMissing, 3, 3, 3, 3, 3, 3}, {0, 1, 0, 0, 0, 0, 0, kMissing}}};
  data.labels = {1, 1, 0, 0, 0, 0, 0, 0};
  return data;
}

TEST(Smote, NewRowsLieOnTheLineBetweenNeighbours) {
  const LabelledTable rows = After(SmoteStep(), Line()).rows;
  ASSERT_EQ(rows.table.rows, 12u);
  for (size_t r = 0; r < 8; ++r) EXPECT_EQ(rows.table.columns[0][r], Line().table.columns[0][r]);
  for (size_t r = 8; r < 12; ++r) {
    EXPECT_EQ(rows.labels[r], 1);
    const float x = rows.table.columns[0][r];
    EXPECT_TRUE(x > 0 && x < 10) << x;
    const bool near_first = x < 5;
    EXPECT_EQ(std::isnan(rows.table.columns[1][r]), !near_first);
  }
}

TEST(Smote, CategoriesAreTheNeighboursMajority) {
  LabelledTable data;
  data.table = {.rows = 20, .schema = {{"x", {}}, {"c", {"a", "b"}}}, .columns = {{0, 1, 2, 3, 4}, {0, 1, 1, 1, 1}}};
  for (auto& column : data.table.columns) column.resize(20, 0);
  data.labels = {1, 1, 1, 1, 1};
  data.labels.resize(20, 0);
  const LabelledTable rows = After(SmoteStep({.neighbours = 4}), data).rows;
  ASSERT_EQ(rows.table.rows, 30u);
  for (size_t r = 20; r < 30; ++r) EXPECT_EQ(rows.table.columns[1][r], 1);  // of any row's four neighbours three or four have b
}

TEST(Smote, TakesOnlyTheNearest) {
  LabelledTable data;
  data.table = {.rows = 30, .schema = {{"x", {}}}, .columns = {{0, 1, 100, 101}}};
  data.table.columns[0].resize(30, 50);
  data.labels = {1, 1, 1, 1};
  data.labels.resize(30, 0);
  const LabelledTable rows = After(SmoteStep({.neighbours = 1, .share = 0.5}), data).rows;
  ASSERT_EQ(rows.table.rows, 30u + 9);
  for (size_t r = 30; r < 39; ++r) {
    const float x = rows.table.columns[0][r];
    EXPECT_TRUE((x >= 0 && x <= 1) || (x >= 100 && x <= 101)) << x;
  }
}

TEST(Smote, GivesTheSameBitsWithAnyNumberOfThreadsAndKeepsWeights) {
  LabelledTable data = Noise(400, 3);
  for (size_t r = 0; r < 400; ++r) {
    data.labels[r] = r % 8 == 0;
    data.weights.push_back(r % 8 == 0 ? 2.0f : 1.0f);
  }
  std::vector<std::vector<float>> first;
  for (size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    const LabelledTable rows = After(SmoteStep({.most_parents = 40}), data).rows;
    if (first.empty()) first = rows.table.columns;
    EXPECT_EQ(rows.table.columns, first);
    EXPECT_EQ(rows.weights.back(), 2.0f);
    EXPECT_EQ(rows.table.rows, 700u);
  }
  SetThreads(0);
}

TEST(Smote, RefusesWhatCannotBe) {
  EXPECT_EQ(TextOf([] { SmoteStep({.neighbours = 0}); }), "SMOTE needs at least one neighbour");
  EXPECT_EQ(TextOf([] { SmoteStep({.share = 2}); }), "SMOTE's share must be above 0 and at most 1");
  EXPECT_EQ(TextOf([] { SmoteStep({.most_parents = 1}); }), "SMOTE needs at least 2 rows to make new ones from");
  LabelledTable data = Noise(20, 1);
  std::fill(data.labels.begin(), data.labels.end(), 0);
  data.labels[3] = 1;
  EXPECT_EQ(TextOf([&] { After(SmoteStep(), data); }), "a training part has 1 rows of one class; SMOTE needs 2");
}

TEST(Balance, BothClassesWeighTheSame) {
  const LabelledTable rows = After(BalanceStep(), Line()).rows;
  EXPECT_EQ(rows.weights, (std::vector<float>{2, 2, static_cast<float>(2 / 3.0), static_cast<float>(2 / 3.0), static_cast<float>(2 / 3.0),
                                              static_cast<float>(2 / 3.0), static_cast<float>(2 / 3.0), static_cast<float>(2 / 3.0)}));
}

/// A tenth says yes, after two of four columns.
LabelledTable Rare(size_t rows) {
  LabelledTable data = Noise(rows, 4);
  Random random(6);
  for (size_t r = 0; r < rows; ++r) {
    const double margin = -3 + static_cast<double>(data.table.columns[0][r]) - static_cast<double>(data.table.columns[1][r]);
    data.labels[r] = random.Bernoulli(1 / (1 + std::exp(-margin)));
  }
  return data;
}

TEST(Recipe, ProbabilitiesAreOfTheTrueProportionsAfterBalancing) {
  const LabelledTable data = Rare(8000);
  const double yes = std::accumulate(data.labels.begin(), data.labels.end(), 0.0);
  Progress progress;
  for (const StepMaker& step : {BalanceStep(), SmoteStep()}) {
    const Recipe recipe{.name = "rare", .model = [] { return MakeLogistic({}); }, .steps = {step}};
    const FittedRecipe fitted = FitOnAll(recipe, data, 5, progress);
    EXPECT_FALSE(fitted.prior().changes_nothing());
    std::vector<float> probabilities(data.table.rows);
    fitted.Predict(data.table, probabilities);
    const double sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
    EXPECT_NEAR(sum / yes, 1, 0.1);
  }
  const Recipe plain{.name = "plain", .model = [] { return MakeLogistic({}); }};
  EXPECT_TRUE(FitOnAll(plain, data, 5, progress).prior().changes_nothing());
}

TEST(Recipe, StopsEarlyByTheProportionsThatTheModelSees) {
  const LabelledTable data = Rare(4000);
  const LabelledTable validation = After(BalanceStep(), data, 0.25).validation;
  EXPECT_NEAR(ShareOfYes(validation.labels, validation.weights), 0.5, 0.01);
  const auto keep = RowsStep("keep", [](const TrainingPart& part) {
    return LabelledTable{part.table(), {part.labels().begin(), part.labels().end()}, {}};
  });
  EXPECT_TRUE(After(keep, data, 0.25).validation.weights.empty());
}

}  // namespace
}  // namespace auspex::learn
