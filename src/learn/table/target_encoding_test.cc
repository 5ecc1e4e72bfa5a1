#include "learn/table/target_encoding.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "base/progress.h"
#include "learn/table/recipe_fixture.h"

namespace auspex::learn {
namespace {

TEST(TargetEncoding, IsTheShrunkenShareOfYes) {
  LabelledTable data = RandomCategories(60, 30);
  data.table.columns[0] = std::vector<float>(60, 2);
  for (size_t r = 0; r < 60; ++r) data.labels[r] = r % 3 == 0;
  for (size_t r = 0; r < 10; ++r) data.table.columns[0][r] = kMissing;
  for (size_t r = 10; r < 20; ++r) data.table.columns[0][r] = 7;
  FeatureTable seen, applied;
  const auto spy = [&](const TrainingPart& part) {
    seen = part.table();
    return LabelledTable{part.table(), {part.labels().begin(), part.labels().end()}, {}};
  };
  const StepMaker last = [&] { return std::make_unique<Spy>(applied); };
  const Recipe recipe{.name = "r", .model = MakeProbe, .steps = {TargetEncoding({.smoothing = 5}), RowsStep("spy", spy), last}};
  Progress progress;
  const FittedRecipe fitted = FitOnAll(recipe, data, 1, progress);
  EXPECT_FALSE(seen.schema[0].is_category());
  // Training rows: out of fold, so the encoding of a category differs between folds and never is that of all rows for all.
  const double all = 20.0 / 60;
  EXPECT_GT(std::set<float>(seen.columns[0].begin() + 20, seen.columns[0].end()).size(), 1u);
  for (float value : seen.columns[0]) EXPECT_NEAR(value, all, 0.15);
  FeatureTable later{.rows = 4, .schema = data.table.schema, .columns = {{2, kMissing, 7, 1}}};
  std::vector<float> out(4);
  fitted.Predict(later, out);
  // By hand: rows 20..59 hold 13 yes of 40, the missing 4 of 10, category 7 3 of 10, category 1 nothing.
  const double expected[] = {(13 + 5 * all) / 45, (4 + 5 * all) / 15, (3 + 5 * all) / 15, all};
  for (size_t r = 0; r < 4; ++r) EXPECT_NEAR(applied.columns[0][r], expected[r], 1e-6) << r;
}

TEST(TargetEncoding, RefusesAnImpossibleSmoothing) {
  EXPECT_EQ(TextOf([] { TargetEncoding({.smoothing = -1}); }), "the smoothing of target encoding must be a number from 0 up");
}

}  // namespace
}  // namespace auspex::learn
