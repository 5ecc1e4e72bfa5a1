#include "learn/forest/top_reasons.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "base/threads.h"
#include "learn/forest/forest_fixture.h"
#include "learn/forest/forest_shap.h"

namespace auspex::learn {
namespace {

TEST(TopReasons, RanksByAbsoluteValueAfterGrouping) {
  const ReasonGroups groups{{0, 1, 1, 2, 3}, {"age", "job", "city", "never"}};
  const std::vector<double> values{-0.5, 0.25, 0.5, -0.75, 0.125};
  std::vector<double> sums;
  std::vector<Reason> out(3);
  RankReasons(values, groups, sums, out);
  EXPECT_EQ(out, (std::vector<Reason>{{1, 0.75f}, {2, -0.75f}, {0, -0.5f}}));
}

TEST(TopReasons, AreTheLargestOfAllContributions) {
  const Forest forest = MakeRandomForest({.trees = 20, .leaves = 30, .features = 11}, 6);
  const FeatureTable table = MakeRandomTable(forest.schema, 300, 5);
  const ForestShap shap(forest);
  std::vector<std::vector<Reason>> expected(table.rows);
  shap.Explain(table, [&](const ShapBlock& block) {
    for (size_t r = 0; r < block.rows; ++r) {
      std::vector<Reason>& all = expected[block.begin + r];
      for (uint32_t f = 0; f < 11; ++f) all.push_back({f, static_cast<float>(block.values[r * 11 + f])});
      std::stable_sort(all.begin(), all.end(), [](const Reason& a, const Reason& b) { return std::fabs(a.value) > std::fabs(b.value); });
    }
  });
  for (const size_t count : {0, 1, 4, 11, 50}) {
    const TopReasons top = FindTopReasons(shap, table, EachFeature(forest.schema), count);
    ASSERT_EQ(top.count, std::min<size_t>(count, 11));
    for (size_t r = 0; r < table.rows; ++r) {
      EXPECT_TRUE(std::equal(top.of(r).begin(), top.of(r).end(), expected[r].begin())) << r;
    }
  }
}

TEST(TopReasons, SameForAnyNumberOfThreads) {
  const Forest forest = MakeRandomForest({.trees = 20, .leaves = 30, .features = 11}, 6);
  const FeatureTable table = MakeRandomTable(forest.schema, 2000, 5);
  const ForestShap shap(forest);
  SetThreads(1);
  const TopReasons expected = FindTopReasons(shap, table, EachFeature(forest.schema), 3);
  for (const size_t threads : {2, 7}) {
    SetThreads(threads);
    EXPECT_EQ(FindTopReasons(shap, table, EachFeature(forest.schema), 3).reasons, expected.reasons);
  }
  SetThreads(0);
}

TEST(TopReasons, RefusesGroupsThatDoNotFit) {
  const Forest forest = MakeRandomForest({.features = 3}, 6);
  const auto complaint = [&](const ReasonGroups& groups) -> std::string {
    try {
      FindTopReasons(ForestShap(forest), MakeRandomTable(forest.schema, 2, 1), groups, 2);
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::kUsage);
      return error.message();
    }
    return "";
  };
  EXPECT_EQ(complaint({{0, 0}, {"a"}}), "the groups name 2 features, the table has 3");
  EXPECT_EQ(complaint({{0, 1, 0}, {"a"}}), "feature 1 is in group 1, but there are only 1");
}

}  // namespace
}  // namespace auspex::learn
