#include "learn/table/select_features.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/progress.h"
#include "base/random.h"
#include "learn/table/recipe_fixture.h"

namespace auspex::learn {
namespace {

TEST(SelectFeatures, KeepsWhatTellsMostOfNumbersAndCategories) {
  Random random(6);
  LabelledTable data = Noise(600, 4);
  data.table.schema.push_back({"kind", {"a", "b", "c"}});
  data.table.columns.emplace_back();
  data.table.schema.push_back({"void", {}});
  data.table.columns.push_back(std::vector<float>(600, kMissing));
  for (size_t r = 0; r < 600; ++r) {
    data.table.columns[4].push_back(static_cast<float>(random.Bernoulli(0.7) ? 2 * data.labels[r] : 1));
    data.table.columns[2][r] += 0.8f * static_cast<float>(data.labels[r]);
    if (r % 7 == 0) data.table.columns[2][r] = kMissing;
  }
  FeatureTable applied;
  const Recipe recipe{.name = "r", .model = MakeProbe, .steps = {SelectFeatures({.features = 2}), [&] { return std::make_unique<Spy>(applied); }}};
  Progress progress;
  std::vector<float> out(600);
  FitOnAll(recipe, data, 1, progress).Predict(data.table, out);
  ASSERT_EQ(applied.features(), 2u);
  EXPECT_EQ(applied.schema[0].name, "x2");
  EXPECT_EQ(applied.schema[1].name, "kind");
}

TEST(SelectFeatures, RefusesToKeepNone) {
  EXPECT_EQ(TextOf([] { SelectFeatures({.features = 0}); }), "a selection must keep at least 1 feature");
}

}  // namespace
}  // namespace auspex::learn
