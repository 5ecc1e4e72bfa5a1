#include "learn/forest/global_importance.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/threads.h"
#include "learn/forest/brute_shapley.h"
#include "learn/forest/forest_fixture.h"
#include "learn/forest/forest_shap.h"

namespace auspex::learn {
namespace {

TEST(GlobalImportance, IsTheMeanAbsoluteSumOfEachGroup) {
  const Forest forest = MakeRandomForest({.trees = 4, .leaves = 20, .features = 5}, 3);
  const FeatureTable table = MakeRandomTable(forest.schema, 200, 4);
  const ReasonGroups groups{{0, 1, 1, 2, 0}, {"a", "b", "c"}};
  std::vector<double> absolute(3), plain(3);
  for (size_t r = 0; r < table.rows; ++r) {
    const BruteShapley brute(forest, table, r);
    const double sums[] = {brute.Value(0) + brute.Value(4), brute.Value(1) + brute.Value(2), brute.Value(3)};
    for (size_t g = 0; g < 3; ++g) {
      absolute[g] += std::fabs(sums[g]) / 200;
      plain[g] += sums[g] / 200;
    }
  }
  const GlobalImportance importance = MeasureImportance(ForestShap(forest), table, groups);
  for (size_t g = 0; g < 3; ++g) {
    EXPECT_NEAR(importance.mean_absolute[g], absolute[g], 1e-6);
    EXPECT_NEAR(importance.mean[g], plain[g], 1e-6);
  }
}

TEST(GlobalImportance, SameBitsForAnyNumberOfThreads) {
  const Forest forest = MakeRandomForest({.trees = 10, .leaves = 30, .features = 8}, 3);
  const FeatureTable table = MakeRandomTable(forest.schema, 3000, 4);
  const ForestShap shap(forest);
  SetThreads(1);
  const GlobalImportance expected = MeasureImportance(shap, table, EachFeature(forest.schema));
  for (const size_t threads : {2, 7}) {
    SetThreads(threads);
    EXPECT_EQ(MeasureImportance(shap, table, EachFeature(forest.schema)).mean_absolute, expected.mean_absolute);
  }
  SetThreads(0);
}

TEST(GlobalImportance, NoRowsGiveZeros) {
  const Forest forest = MakeRandomForest({.features = 3}, 3);
  EXPECT_EQ(MeasureImportance(ForestShap(forest), MakeRandomTable(forest.schema, 0, 4), EachFeature(forest.schema)).mean, std::vector<double>(3));
}

TEST(Dependence, HasValueAndContributionOfEachRowAsked) {
  const Forest forest = MakeRandomForest({.trees = 4, .leaves = 20, .features = 5}, 3);
  const FeatureTable table = MakeRandomTable(forest.schema, 200, 4);
  const std::vector<uint32_t> rows{150, 3, 3, 77};
  const std::vector<DependencePoint> points = Dependence(ForestShap(forest), table, 2, rows);
  ASSERT_EQ(points.size(), 4u);
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(points[i].row, rows[i]);
    const float value = table.columns[2][rows[i]];
    EXPECT_TRUE(points[i].value == value || (std::isnan(points[i].value) && std::isnan(value)));
    EXPECT_NEAR(points[i].phi, BruteShapley(forest, table, rows[i]).Value(2), 1e-6);
  }
  EXPECT_THROW(Dependence(ForestShap(forest), table, 5, rows), Error);
  EXPECT_THROW(Dependence(ForestShap(forest), table, 0, std::vector<uint32_t>{200}), Error);
}

}  // namespace
}  // namespace auspex::learn
