// Tables that steps, recipes and cross-validation must bear, or refuse in words (models: classifier_contract_test.cc).
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "base/progress.h"
#include "learn/archive.h"
#include "learn/table/crossvalidate.h"
#include "learn/table/recipe_fixture.h"
#include "learn/table/select_features.h"
#include "learn/table/target_encoding.h"

namespace auspex::learn {
namespace {

void AddColumn(LabelledTable& data, FeatureInfo info, std::vector<float> values) {
  data.table.schema.push_back(std::move(info));
  data.table.columns.push_back(std::move(values));
}

/// What steps make of `table` after they were fitted on `data`.
FeatureTable Applied(const LabelledTable& data, std::vector<StepMaker> steps, const FeatureTable& table) {
  FeatureTable seen;
  steps.push_back([&] { return std::make_unique<Spy>(seen); });
  Progress progress;
  std::vector<float> out(table.rows);
  FitOnAll({.name = "r", .model = MakeProbe, .steps = std::move(steps)}, data, 1, progress).Predict(table, out);
  return seen;
}

std::vector<StepMaker> BothSteps() { return {TargetEncoding(), SelectFeatures({.features = 2})}; }

TEST(BadTables, ColumnsThatSayNothingAreSelectedLast) {
  LabelledTable data = Noise(300, 1);
  AddColumn(data, {"void", {}}, std::vector<float>(300, kMissing));
  AddColumn(data, {"same", {}}, std::vector<float>(300, 7));
  AddColumn(data, {"void kind", {"a", "b"}}, std::vector<float>(300, kMissing));
  AddColumn(data, {"late", {}}, std::vector<float>(data.labels.begin(), data.labels.end()));
  const FeatureTable seen = Applied(data, {SelectFeatures({.features = 2})}, data.table);
  ASSERT_EQ(seen.features(), 2u);
  EXPECT_EQ(seen.schema[0].name, "x0");
  EXPECT_EQ(seen.schema[1].name, "late");
  for (const auto& values : {std::vector<float>(300, kMissing), std::vector<float>(300, 7)}) {
    data.table = {.rows = 300, .schema = {}, .columns = {}};
    for (const char* name : {"a", "b", "c"}) AddColumn(data, {name, {}}, values);
    EXPECT_EQ(Applied(data, {SelectFeatures({.features = 2})}, data.table).schema, (Schema{{"a", {}}, {"b", {}}}));
  }
}

TEST(BadTables, MissingAndConstantCategoriesAreEncodedAsTheShareOfAll) {
  LabelledTable data = RandomCategories(200, 40);
  const auto share = static_cast<float>(std::accumulate(data.labels.begin(), data.labels.end(), 0.0) / 200);
  for (const float code : {kMissing, 3.0f}) {
    data.table.columns[0].assign(200, code);
    const FeatureTable seen = Applied(data, {TargetEncoding()}, data.table);
    for (float value : seen.columns[0]) EXPECT_NEAR(value, share, 1e-6);
  }
}

TEST(BadTables, TenThousandCategoriesTakeNoTime) {
  const LabelledTable data = RandomCategories(30000, 10000);
  const auto begin = std::chrono::steady_clock::now();
  const FeatureTable seen = Applied(data, BothSteps(), data.table);
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(), 5);  // some hundredths on any machine of today
  ASSERT_EQ(seen.features(), 1u);
  EXPECT_FALSE(seen.schema[0].is_category());
  for (float value : seen.columns[0]) ASSERT_TRUE(value > 0 && value < 1);
}

TEST(BadTables, ACategoryNeverSeenIsAMissingOne) {
  LabelledTable data = RandomCategories(300, 30);
  data.table.columns[0][0] = kMissing;
  FeatureTable later{.rows = 2, .schema = {{"id", {"new", "c7"}}}, .columns = {{0, 1}}};
  const FeatureTable aligned = AlignTo(data.table.schema, later);
  FeatureTable known{.rows = 2, .schema = data.table.schema, .columns = {{kMissing, 7}}};
  EXPECT_EQ(Applied(data, {TargetEncoding()}, aligned).columns, Applied(data, {TargetEncoding()}, known).columns);
}

TEST(BadTables, IdenticalRowsGiveOneProbability) {
  LabelledTable data = RandomCategories(200, 30);
  data.table.columns[0].assign(200, 4);
  AddColumn(data, {"x", {}}, std::vector<float>(200, 1.5f));
  const Recipe recipe{.name = "r", .model = MakeProbe, .steps = BothSteps(), .validation_share = 0.2, .calibration_folds = 3};
  Progress progress;
  std::vector<float> out(200);
  const FittedRecipe fitted = FitOnAll(recipe, data, 1, progress);
  fitted.Predict(data.table, out);
  EXPECT_EQ(std::count(out.begin(), out.end(), out[0]), 200);
  EXPECT_TRUE(out[0] > 0 && out[0] < 1);
  EXPECT_EQ(fitted.calibrator().kind, CalibrationKind::kNone);
  const CrossValidation judged = CrossValidate(data, StratifiedFolds(data.labels), std::vector<Recipe>{recipe}, {.replicates = 20}, progress);
  EXPECT_EQ(judged.recipes[0].MeanOverFolds(&BinaryMetrics::roc_auc), 0.5);
}

TEST(BadTables, RowsWithoutWeightTeachNothing) {
  LabelledTable data = RandomCategories(400, 25);
  data.weights.assign(400, 1);
  for (size_t r = 0; r < 400; r += 2) data.weights[r] = 0;
  const FeatureTable before = Applied(data, {TargetEncoding()}, data.table);
  for (size_t r = 0; r < 400; r += 2) data.labels[r] ^= 1;
  EXPECT_EQ(Applied(data, {TargetEncoding()}, data.table).columns, before.columns);
}

TEST(BadTables, FewerRowsThanFoldsInside) {
  LabelledTable data = RandomCategories(9, 30);
  data.labels = {1, 1, 0, 0, 0, 0, 0, 0, 0};
  Progress progress;
  FitOnAll({.name = "r", .model = MakeProbe, .steps = BothSteps()}, data, 1, progress);  // 2 folds where 5 were asked for
  data.labels[0] = 0;
  EXPECT_EQ(TextOf([&] { FitOnAll({.name = "r", .model = MakeProbe, .steps = BothSteps()}, data, 1, progress); }),
            "a training part has 1 rows of one class; what learns inside it needs 2");
  EXPECT_EQ(TextOf([&] { FitOnAll({.name = "r", .model = MakeProbe, .calibration_folds = 5}, data, 1, progress); }),
            "a training part has 1 rows of one class; what learns inside it needs 2");
  EXPECT_EQ(TextOf([&] { FitOnAll({.name = "r", .model = MakeProbe, .validation_share = 0.2}, data, 1, progress); }),
            "a class has too few rows to set some apart for early stopping");
}

TEST(BadTables, CrossValidationChecksTheTableFirst) {
  Progress progress;
  const std::vector<Recipe> recipes = {{.name = "r", .model = MakeProbe}};
  const auto text = [&](const std::function<void(LabelledTable&)>& damage) {
    LabelledTable data = Noise(40, 2);
    const std::vector<Fold> folds = StratifiedFolds(data.labels, {.folds = 4});
    damage(data);
    return TextOf([&] { CrossValidate(data, folds, recipes, {.replicates = 0}, progress); });
  };
  EXPECT_EQ(text([](LabelledTable& d) { d.table.columns[1][3] = INFINITY; }), "row 3 of column 'x1' is infinite");
  EXPECT_EQ(text([](LabelledTable& d) { d.labels.assign(40, 0); }), "every row that counts has the outcome 0");
  EXPECT_EQ(text([](LabelledTable& d) { d.weights.assign(40, 0); }), "all weights are 0");
  EXPECT_EQ(text([](LabelledTable& d) { d.weights.assign(40, NAN); }), "the weight of row 0 is not a number from 0 up");
}

TEST(BadTables, ATableOfOtherColumnsIsRefused) {
  Progress progress;
  const FittedRecipe fitted = FitOnAll({.name = "r", .model = MakeProbe}, Noise(40, 2), 1, progress);
  EXPECT_EQ(TextOf([&] { AlignTo(fitted.schema(), Noise(40, 1).table); }), "the table has no column 'x1', which the model needs");
  std::vector<float> out(40);
  EXPECT_EQ(TextOf([&] { fitted.Predict(Noise(40, 3).table, out); }), "a recipe was given a table of another shape than it was fitted on");
}

}  // namespace
}  // namespace auspex::learn
