#include "learn/forest/forest_shap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/threads.h"
#include "learn/forest/brute_shapley.h"
#include "learn/forest/forest_fixture.h"
#include "learn/forest/lightgbm_oracle.h"
#include "learn/forest/lightgbm_text.h"

namespace auspex::learn {
namespace {

/// [rows][features]
std::vector<double> Explained(const ForestShap& shap, const FeatureTable& table, SimdLevel level = BestSimd()) {
  std::vector<double> out(table.rows * table.features());
  shap.Explain(table, [&](const ShapBlock& block) {
    std::copy(block.values.begin(), block.values.end(), out.begin() + static_cast<ptrdiff_t>(block.begin * table.features()));
  }, level);
  return out;
}

TEST(ForestShap, EqualsTheDefinitionOverAllSubsets) {
  const RandomForestShape shapes[] = {
      {.leaves = 1},
      {.leaves = 2, .features = 2},
      {.leaves = 3, .features = 1},
      {.leaves = 12, .features = 3},
      {.leaves = 40, .features = 9, .categories = 5, .special_zeros = true},
      {.trees = 3, .leaves = 25, .features = 10, .deep = 1},
      {.trees = 3, .leaves = 60, .features = 4, .categories = 40, .deep = 0.8},
  };
  for (const RandomForestShape& shape : shapes) {
    Forest forest = MakeRandomForest(shape, shape.leaves + shape.features);
    forest.scale = 0.5;
    const FeatureTable table = MakeRandomTable(forest.schema, 30, 8);
    const ForestShap shap(forest);
    const std::vector<double> values = Explained(shap, table);
    for (size_t r = 0; r < table.rows; ++r) {
      const BruteShapley brute(forest, table, r);
      ASSERT_NEAR(shap.base(), brute.Empty(), 1e-9);
      for (size_t f = 0; f < table.features(); ++f) {
        ASSERT_NEAR(values[r * table.features() + f], brute.Value(f), 2e-6) << shape.leaves << " leaves, row " << r << ", feature " << f;
      }
    }
  }
}

TEST(ForestShap, ValuesAndBaseSumToTheMargin) {
  const RandomForestShape shapes[] = {{.trees = 300, .leaves = 63, .features = 40},
                                      {.trees = 50, .leaves = 200, .features = 25, .categories = 300, .special_zeros = true, .deep = 0.3},
                                      {.trees = 5, .leaves = 90, .features = 85, .deep = 1}};
  for (const RandomForestShape& shape : shapes) {
    const Forest forest = MakeRandomForest(shape, 4);
    const FeatureTable table = MakeRandomTable(forest.schema, 700, 8);
    const ForestShap shap(forest);
    const std::vector<double> values = Explained(shap, table);
    for (size_t r = 0; r < table.rows; ++r) {
      const auto first = values.begin() + static_cast<ptrdiff_t>(r * shape.features);
      const double margin = WalkMargin(forest, table, r);
      const double sum = std::accumulate(first, first + static_cast<ptrdiff_t>(shape.features), shap.base());
      ASSERT_NEAR(sum, margin, 1e-5 * std::max(1.0, std::fabs(margin))) << shape.leaves << " leaves, row " << r;
    }
  }
}

TEST(ForestShap, SameBitsForAnyNumberOfThreadsAndEveryVariant) {
  const Forest forest = MakeRandomForest({.trees = 30, .leaves = 63, .features = 12, .categories = 9, .deep = 0.3}, 2);
  const FeatureTable table = MakeRandomTable(forest.schema, 700, 3);
  const ForestShap shap(forest);
  SetThreads(1);
  const std::vector<double> expected = Explained(shap, table, SimdLevel::kPlain);
  for (const size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    for (int level = 0; level <= static_cast<int>(BestSimd()); ++level) {
      EXPECT_EQ(Explained(shap, table, static_cast<SimdLevel>(level)), expected) << threads << " threads, variant " << level;
    }
  }
  SetThreads(0);
}

TEST(ForestShap, QuadratureIsExactToItsDegree) {
  for (const uint32_t count : {1u, 2u, 5u, 8u, 16u, 32u}) {
    const Quadrature quadrature = GaussLegendre(count);
    for (uint32_t power = 0; power < 2 * count; ++power) {
      double sum = 0;
      for (size_t q = 0; q < count; ++q) sum += quadrature.weights[q] * std::pow(double{quadrature.points[q]}, power);
      EXPECT_NEAR(sum, 1.0 / (power + 1), 2e-7) << count << " points, power " << power;
    }
  }
}

struct Case {
  const char* settings;
  size_t categories;
};

class ShapAgainstLightgbm : public testing::TestWithParam<Case> {};

TEST_P(ShapAgainstLightgbm, GivesItsContributions) {
  LightgbmOracle oracle(AUSPEX_SOURCE_DIR "/.deps/lib/lib_lightgbm.so");
  if (!oracle.IsThere()) GTEST_SKIP() << "no LightGBM in .deps/lib (tools/setup.sh)";
  const size_t features = 9;
  const FeatureTable table = MakeRandomTable(RandomSchema({.features = features, .categories = GetParam().categories}), 3000, 5);
  Random random(9);
  std::vector<float> labels;
  for (size_t r = 0; r < table.rows; ++r) labels.push_back(random.Uniform() < (table.columns[0][r] > 0 ? 0.8 : 0.3));
  oracle.Train(table, labels, std::string("objective=binary verbose=-1 num_threads=1 num_leaves=31 min_data_in_leaf=5 ") + GetParam().settings, 20);
  const Forest forest = ReadLightgbmText(oracle.Text(), "");
  const std::vector<float> rows = LightgbmOracle::RowMajor(table);
  const std::vector<double> expected = oracle.Predict(rows, features, LightgbmOracle::Output::kContributions, "num_threads=1");
  const ForestShap shap(forest);
  FeatureTable known = table;
  known.schema = forest.schema;
  const std::vector<double> values = Explained(shap, known);
  for (size_t r = 0; r < table.rows; ++r) {
    ASSERT_NEAR(shap.base(), expected[r * (features + 1) + features], 1e-9);
    for (size_t f = 0; f < features; ++f) ASSERT_NEAR(values[r * features + f], expected[r * (features + 1) + f], 2e-6) << r << " " << f;
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, ShapAgainstLightgbm,
                         testing::Values(Case{"", 0}, Case{"zero_as_missing=true bagging_freq=1 bagging_fraction=0.7", 0},
                                         Case{"categorical_feature=2,5,8 max_cat_to_onehot=1 cat_smooth=1 min_data_per_group=5", 40}));

}  // namespace
}  // namespace auspex::learn
