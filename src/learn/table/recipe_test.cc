#include "learn/table/recipe.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/progress.h"
#include "base/random.h"
#include "base/threads.h"
#include "learn/table/crossvalidate.h"
#include "learn/table/linear_probe.h"
#include "learn/table/recipe_fixture.h"
#include "learn/table/select_features.h"
#include "learn/table/target_encoding.h"

namespace auspex::learn {
namespace {

/// What steps, model and calibration would learn by heart if they saw it.
TEST(Recipe, ChangingTheOutcomesOfTestedRowsChangesNoPrediction) {
  LabelledTable data = Noise(400, 6);
  const LabelledTable more = RandomCategories(400, 50);
  data.table.schema.push_back(more.table.schema[0]);
  data.table.columns.push_back(more.table.columns[0]);
  const Recipe recipe{.name = "all",
                      .model = MakeProbe,
                      .steps = {TargetEncoding(), SelectFeatures({.features = 3})},
                      .validation_share = 0.2,
                      .calibration_folds = 3};
  Progress progress;
  const std::vector<Fold> folds = StratifiedFolds(data.labels, {.folds = 4});
  for (const Fold& fold : folds) {
    std::vector<float> before, after;
    FitFold(recipe, data, fold, 1, progress, before);
    LabelledTable flipped = data;
    for (uint32_t row : fold.test) flipped.labels[row] ^= 1;
    FitFold(recipe, flipped, fold, 1, progress, after);
    EXPECT_EQ(before, after);
  }
}

TEST(Recipe, RowsStepsChangeTrainingRowsOnly) {
  const LabelledTable data = Noise(200, 2);
  size_t trained = 0;
  const auto twice = [&](const TrainingPart& part) {
    LabelledTable rows{part.table(), {part.labels().begin(), part.labels().end()}, std::vector<float>(part.table().rows, 2)};
    trained = part.table().rows;
    return rows;
  };
  Progress progress;
  std::vector<float> plain, changed;
  const Fold fold = StratifiedFolds(data.labels, {.folds = 5})[0];
  FitFold({.name = "a", .model = MakeProbe}, data, fold, 1, progress, plain);
  FitFold({.name = "b", .model = MakeProbe, .steps = {RowsStep("twice", twice)}}, data, fold, 1, progress, changed);
  EXPECT_EQ(trained, fold.train.size());
  ASSERT_EQ(plain.size(), changed.size());
  for (size_t i = 0; i < plain.size(); ++i) EXPECT_NEAR(plain[i], changed[i], 1e-6);
}

TEST(Recipe, SetsRowsApartForEarlyStopping) {
  const LabelledTable data = Noise(200, 2);
  Progress progress;
  const FittedRecipe fitted = FitOnAll({.name = "a", .model = MakeProbe, .validation_share = 0.25}, data, 1, progress);
  EXPECT_NEAR(static_cast<double>(dynamic_cast<const LinearProbe&>(fitted.model()).validation_rows), 50, 1);
}

/// A column that tells much, from a probe whose margins are twice too far.
TEST(Recipe, CalibratesByInnerFolds) {
  Random random(5);
  LabelledTable data{{.rows = 3000, .schema = {{"x", {}}}, .columns = {{}}}, {}, {}};
  for (int r = 0; r < 3000; ++r) {
    data.labels.push_back(random.Bernoulli(0.5));
    data.table.columns[0].push_back(static_cast<float>(random.Normal() + 1.5 * data.labels.back()));
  }
  const auto wild = [] { return std::make_unique<LinearProbe>(2); };
  const std::vector<Recipe> recipes = {{.name = "wild", .model = wild}, {.name = "tamed", .model = wild, .calibration_folds = 4}};
  Progress progress;
  const std::vector<Fold> folds = StratifiedFolds(data.labels, {.folds = 4});
  const CrossValidation judged = CrossValidate(data, folds, recipes, {.replicates = 0}, progress);
  EXPECT_LT(judged.recipes[1].pooled.log_loss, judged.recipes[0].pooled.log_loss - 0.03);
  EXPECT_LT(judged.recipes[1].pooled.ece, 0.03);
  const FittedRecipe fitted = FitOnAll(recipes[1], data, 1, progress);
  EXPECT_NEAR(fitted.calibrator().scaling.slope, 0.5, 0.08);
}

/// Keeps the greatest value of its first column that any fit saw.
class Watch : public RecipeStep {
 public:
  explicit Watch(std::vector<float>& latest) : latest_(latest) {}
  std::string Name() const override { return "watch"; }
  LabelledTable Fit(const TrainingPart& part) override {
    latest_.push_back(*std::max_element(part.table().columns[0].begin(), part.table().columns[0].end()));
    return {part.table(), {part.labels().begin(), part.labels().end()}, {}};
  }
  FeatureTable Apply(const FeatureTable& table) const override { return table; }

 private:
  std::vector<float>& latest_;
};

TEST(Recipe, SetsTheLatestRowsApartWhereThereAreTimes) {
  LabelledTable data = Noise(1000, 3);
  for (size_t r = 0; r < 1000; ++r) {
    data.times.push_back(static_cast<int64_t>(r * 7 % 1000));
    data.table.columns[0][r] = static_cast<float>(data.times.back());
  }
  std::vector<float> latest;
  const StepMaker watch = [&] { return std::make_unique<Watch>(latest); };
  Recipe recipe{.name = "r", .model = MakeProbe, .steps = {watch}, .validation_share = 0.1, .calibration_folds = 5};
  Progress progress;
  FitOnAll(recipe, data, 1, progress);
  EXPECT_EQ(latest, (std::vector<float>{719, 899}));  // 90 % of the first 80 %, for the calibration; 90 % of all
}

TEST(Recipe, KeepsTheModelThatForetoldTheLatestRowsIfAsked) {
  LabelledTable data = Noise(1000, 3);
  for (size_t r = 0; r < 1000; ++r) {
    data.times.push_back(r < 800 ? 0 : 1);
    data.table.columns[0][r] = static_cast<float>(r);
  }
  std::vector<float> latest;
  const StepMaker watch = [&] { return std::make_unique<Watch>(latest); };
  Recipe recipe{.name = "r", .model = MakeProbe, .steps = {watch}, .calibration_folds = 7, .fit_again = false};
  Progress progress;
  const FittedRecipe once = FitOnAll(recipe, data, 1, progress);
  EXPECT_EQ(latest, (std::vector<float>{799}));
  recipe.fit_again = true;
  const FittedRecipe again = FitOnAll(recipe, data, 1, progress);
  EXPECT_EQ(latest, (std::vector<float>{799, 799, 999}));
  EXPECT_EQ(once.calibrator().kind, again.calibrator().kind) << "both are calibrated on what the first fit foretold";
}

/// Early outcomes follow the score, later ones are rarer: only the later slice can know.
TEST(Recipe, CalibratesOnTheLaterSlice) {
  Random random(8);
  LabelledTable data{{.rows = 6000, .schema = {{"x", {}}}, .columns = {{}}}, {}, {}};
  for (int r = 0; r < 6000; ++r) {
    const double x = random.Normal();
    data.table.columns[0].push_back(static_cast<float>(x));
    data.labels.push_back(random.Uniform() < 1 / (1 + std::exp(-x + (r < 4000 ? 0 : 2))));
    data.times.push_back(r);
  }
  const Recipe recipe{.name = "r", .model = MakeProbe, .calibration_folds = 3};
  Progress progress;
  const FittedRecipe fitted = FitOnAll(recipe, data, 1, progress);
  EXPECT_EQ(fitted.calibrator().kind, CalibrationKind::kPlatt);
  EXPECT_NEAR(fitted.calibrator().scaling.intercept, -2, 0.3);
}

TEST(Recipe, GivesTheSameBitsForAnyNumberOfThreads) {
  LabelledTable data = Noise(500, 40);
  const Recipe recipe{.name = "all", .model = MakeProbe, .steps = {SelectFeatures({.features = 5})}, .validation_share = 0.1, .calibration_folds = 3};
  Progress progress;
  const Fold fold = StratifiedFolds(data.labels)[0];
  std::vector<float> first;
  for (size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    std::vector<float> tested;
    FitFold(recipe, data, fold, 9, progress, tested);
    if (threads == 1) first = tested;
    EXPECT_EQ(tested, first) << threads;
  }
  SetThreads(0);
}

TEST(Recipe, SaysWhatIsWrong) {
  const auto text = [](const std::function<void(LabelledTable&)>& damage) {
    LabelledTable data = Noise(4, 1);
    data.labels = {0, 1, 0, 1};
    damage(data);
    return TextOf([&] { CheckLabelled(data); });
  };
  EXPECT_EQ(text([](LabelledTable&) {}), "nothing was thrown");
  EXPECT_EQ(text([](LabelledTable& d) { d.labels[2] = 2; }), "the outcome of row 2 is neither 0 nor 1");
  EXPECT_EQ(text([](LabelledTable& d) { d.labels = {1, 1, 1, 1}; }), "every row that counts has the outcome 1");
  EXPECT_EQ(text([](LabelledTable& d) { d.weights = {1, 1, -1, 1}; }), "the weight of row 2 is not a number from 0 up");
  EXPECT_EQ(text([](LabelledTable& d) { d.weights = {0, 0, 0, 0}; }), "all weights are 0");
  EXPECT_EQ(text([](LabelledTable& d) { d.labels.pop_back(); }), "a table was given outcomes or weights for another number of rows");
  EXPECT_EQ(text([](LabelledTable& d) { d.times = {1}; }), "a table was given times for another number of rows");
  EXPECT_EQ(text([](LabelledTable& d) { d = {}; }), "the table has no row");
  EXPECT_EQ(TextOf([] { InnerFolds(std::vector<uint8_t>{0, 0, 1}, {}); }), "a training part has 1 rows of one class; what learns inside it needs 2");
  Progress progress;
  EXPECT_EQ(TextOf([&] { FitOnAll({.name = "a", .model = MakeProbe, .validation_share = 1}, Noise(9, 1), 1, progress); }),
            "the share of rows for early stopping must be from 0 to below 1");
  const auto forgets = [](const TrainingPart& part) { return LabelledTable{part.table(), {0}, {}}; };
  EXPECT_EQ(TextOf([&] { FitOnAll({.name = "a", .model = MakeProbe, .steps = {RowsStep("cut", forgets)}}, Noise(9, 1), 1, progress); }),
            "the step 'cut' gave 1 outcomes and 0 weights for 9 rows");
}

}  // namespace
}  // namespace auspex::learn
