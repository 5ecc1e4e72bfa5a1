// Plants what must not work: steps that would learn from rows they are judged on.
#include "learn/table/recipe.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "base/progress.h"
#include "learn/delong.h"
#include "learn/table/crossvalidate.h"
#include "learn/table/pair_encoding.h"
#include "learn/table/recipe_fixture.h"
#include "learn/table/select_features.h"
#include "learn/table/target_encoding.h"

namespace auspex::learn {
namespace {

static_assert(!std::is_constructible_v<TrainingPart, LabelledTable, uint64_t> && !std::is_copy_constructible_v<TrainingPart>,
              "a part to learn from is made by who cuts the split, and by nobody else");

double AucOf(const LabelledTable& data, std::vector<StepMaker> steps) {
  Progress progress;
  const std::vector<Fold> folds = StratifiedFolds(data.labels, {.folds = 5});
  const std::vector<Recipe> recipes = {{.name = "probe", .model = MakeProbe, .steps = std::move(steps)}};
  return CrossValidate(data, folds, recipes, {.replicates = 0}, progress).recipes[0].pooled.roc_auc;
}

/// The steps fitted on all rows before the split, by hand: what the interface does not let one write.
FeatureTable EncodedOutside(const LabelledTable& data) {
  std::vector<double> yes(data.table.schema[0].categories.size()), all(yes.size());
  for (size_t r = 0; r < data.table.rows; ++r) {
    const auto code = static_cast<size_t>(data.table.columns[0][r]);
    yes[code] += data.labels[r];
    ++all[code];
  }
  FeatureTable table{.rows = data.table.rows, .schema = {{"id", {}}}, .columns = {{}}};
  for (float code : data.table.columns[0])
    table.columns[0].push_back(static_cast<float>((yes[static_cast<size_t>(code)] + 1) / (all[static_cast<size_t>(code)] + 2)));
  return table;
}

FeatureTable SelectedOutside(const LabelledTable& data, size_t count) {
  std::vector<std::pair<double, size_t>> worth;
  const std::vector<int8_t> labels(data.labels.begin(), data.labels.end());
  for (size_t f = 0; f < data.table.features(); ++f)
    worth.emplace_back(-std::abs(EstimateAuc(data.table.columns[f], labels).auc - 0.5), f);
  std::sort(worth.begin(), worth.end());
  FeatureTable table{.rows = data.table.rows, .schema = {}, .columns = {}};
  for (size_t k = 0; k < count; ++k) {
    table.schema.push_back(data.table.schema[worth[k].second]);
    table.columns.push_back(data.table.columns[worth[k].second]);
  }
  return table;
}

TEST(Recipe, EncodingOfTenThousandRandomCategoriesFindsNothing) {
  const LabelledTable data = RandomCategories(20000, 10000);
  EXPECT_NEAR(AucOf(data, {TargetEncoding({.smoothing = 1})}), 0.5, 0.02);
  EXPECT_GT(AucOf({EncodedOutside(data), data.labels, {}}, {}), 0.8) << "the leak that was planted";
}

TEST(Recipe, EncodingOfPairsOfRandomCategoriesFindsNothing) {
  LabelledTable data = RandomCategories(6000, 70);
  Random random(6);
  data.table.schema.push_back({"other", {}});
  data.table.columns.emplace_back();
  for (size_t r = 0; r < data.table.rows; ++r) data.table.columns[1].push_back(static_cast<float>(random.Below(70)));
  const StepMaker greedy = PairEncoding({.least_gain = 1e-9, .smoothing = 1});
  Progress progress;
  ASSERT_EQ(FitOnAll({.name = "probe", .model = MakeProbe, .steps = {greedy}}, data, 1, progress).model().schema().back().name, "id × other");
  EXPECT_NEAR(AucOf(data, {greedy}), 0.5, 0.025);
  LabelledTable cells = data;  // the planted leak: the cell as one column, encoded outside
  cells.table.schema[0].categories.clear();
  for (size_t c = 0; c < 4900; ++c) cells.table.schema[0].categories.push_back("c" + std::to_string(c));
  for (size_t r = 0; r < data.table.rows; ++r) cells.table.columns[0][r] = 70 * data.table.columns[0][r] + data.table.columns[1][r];
  EXPECT_GT(AucOf({EncodedOutside(cells), data.labels, {}}, {}), 0.8) << "the leak that was planted";
}

TEST(Recipe, SelectionAmongFiveThousandColumnsOfNoiseFindsNothing) {
  const LabelledTable data = Noise(300, 5000);
  EXPECT_NEAR(AucOf(data, {SelectFeatures({.features = 20})}), 0.5, 0.1);  // three standard errors
  EXPECT_GT(AucOf({SelectedOutside(data, 20), data.labels, {}}, {}), 0.8) << "the leak that was planted";
}

}  // namespace
}  // namespace auspex::learn
