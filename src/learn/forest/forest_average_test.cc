#include "learn/forest/forest_average.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "learn/forest/forest_fixture.h"

namespace auspex::learn {
namespace {

TEST(ForestAverage, MarginIsTheMeanOfTheMargins) {
  const RandomForestShape shape{.categories = 40};
  std::vector<Forest> forests;
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    forests.push_back(MakeRandomForest(shape, seed));
    forests.back().base = static_cast<double>(seed);
    forests.back().scale = 0.5 * static_cast<double>(seed);
  }
  const Forest mean = AverageForests(forests);
  EXPECT_NO_THROW(CheckForest(mean, ""));
  EXPECT_EQ(mean.trees.size(), 15u);
  const FeatureTable table = MakeRandomTable(mean.schema, 200, 9);
  for (size_t r = 0; r < table.rows; ++r) {
    double sum = 0;
    for (const Forest& forest : forests) sum += WalkMargin(forest, table, r);
    EXPECT_NEAR(WalkMargin(mean, table, r), sum / 3, 1e-12);
  }
}

TEST(ForestAverage, OneForestComesBackAsItIs) {
  const Forest forest = MakeRandomForest({}, 4);
  const Forest same = AverageForests({forest});
  const FeatureTable table = MakeRandomTable(forest.schema, 50, 9);
  for (size_t r = 0; r < table.rows; ++r) EXPECT_EQ(WalkMargin(same, table, r), WalkMargin(forest, table, r));
}

TEST(ForestAverage, RefusesForestsThatDoNotFit) {
  EXPECT_THROW(AverageForests({}), Error);
  Forest other = MakeRandomForest({}, 2);
  other.schema[0].name = "another";
  EXPECT_THROW(AverageForests({MakeRandomForest({}, 1), other}), Error);
}

}  // namespace
}  // namespace auspex::learn
