#include "learn/forest/forest_interactions.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/threads.h"
#include "learn/forest/brute_shapley.h"
#include "learn/forest/forest_fixture.h"

namespace auspex::learn {
namespace {

TEST(ForestInteractions, EqualTheDefinitionOverAllSubsets) {
  for (const RandomForestShape& shape : {RandomForestShape{.leaves = 14, .features = 5},
                                         RandomForestShape{.leaves = 40, .features = 8, .categories = 5, .special_zeros = true, .deep = 0.6},
                                         RandomForestShape{.leaves = 2, .features = 2}}) {
    const Forest forest = MakeRandomForest(shape, 21);
    const FeatureTable table = MakeRandomTable(forest.schema, 20, 8);
    const std::vector<uint32_t> chosen{1, 0};
    ForestInteractions(forest, chosen).Explain(table, [&](const ForestInteractions::Block& block) {
      for (size_t r = 0; r < block.rows; ++r) {
        const BruteShapley brute(forest, table, block.begin + r);
        for (size_t c = 0; c < chosen.size(); ++c) {
          double rest = 0;
          for (size_t f = 0; f < shape.features; ++f) {
            if (f == chosen[c]) continue;
            ASSERT_NEAR(block.values[(c * block.rows + r) * shape.features + f], brute.Interaction(chosen[c], f), 2e-6) << r << " " << c << " " << f;
            rest += brute.Interaction(chosen[c], f);
          }
          ASSERT_NEAR(block.values[(c * block.rows + r) * shape.features + chosen[c]], brute.Value(chosen[c]) - rest, 1e-5);
        }
      }
    });
  }
}

TEST(ForestInteractions, MeansHaveTheSameBitsForAnyNumberOfThreads) {
  const Forest forest = MakeRandomForest({.trees = 10, .leaves = 30, .features = 7}, 5);
  const FeatureTable table = MakeRandomTable(forest.schema, 700, 8);
  const ForestInteractions interactions(forest, {2, 4});
  SetThreads(1);
  const std::vector<double> expected = interactions.MeanAbsolute(table);
  ASSERT_EQ(expected.size(), 14u);
  EXPECT_NEAR(expected[4], expected[7 + 2], 1e-6);  // 2 with 4 as 4 with 2
  for (const size_t threads : {2, 7}) {
    SetThreads(threads);
    EXPECT_EQ(interactions.MeanAbsolute(table), expected);
  }
  SetThreads(0);
}

TEST(ForestInteractions, RefusesAFeatureThatTheModelHasNot) {
  const Forest forest = MakeRandomForest({.features = 3}, 5);
  try {
    ForestInteractions(forest, {3});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "there is no feature 3: the model has 3");
  }
}

}  // namespace
}  // namespace auspex::learn
