#include "learn/cluster/cluster_stability.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "base/progress.h"
#include "base/threads.h"
#include "learn/cluster/cluster_fixture.h"

namespace auspex::learn {
namespace {

Stability Measure(const Points& points, size_t clusters, const StabilityOptions& stability = {}) {
  Progress progress;
  const KMeansOptions options{.clusters = clusters, .starts = 5};
  return BootstrapStability(points, KMeansModel::Fit(points, {}, options, 2, progress), options, stability, 4, progress);
}

/// scikit-learn 1.9.1, adjusted_rand_score of i mod 3 with every seventh moved against i mod 4 and i mod 3, i < 60.
TEST(AdjustedRand, AgreesWithScikitLearn) {
  std::vector<uint32_t> moved, three, four;
  for (uint32_t i = 0; i < 60; ++i) {
    moved.push_back((i + (i % 7 == 0)) % 3);
    three.push_back(i % 3);
    four.push_back(i % 4);
  }
  EXPECT_NEAR(AdjustedRand(moved, four), -0.03406360424028269, 1e-14);
  EXPECT_NEAR(AdjustedRand(moved, three), 0.604078947368421, 1e-14);
}

TEST(AdjustedRand, IgnoresNames) {
  const std::vector<uint32_t> a = {0, 0, 1, 1, 2}, b = {7, 7, 3, 3, 0}, one = {4, 4, 4, 4, 4};
  EXPECT_EQ(AdjustedRand(a, b), 1);
  EXPECT_EQ(AdjustedRand(one, one), 1);
  EXPECT_EQ(AdjustedRand(a, one), 0);
  try {
    AdjustedRand(a, std::vector<uint32_t>{1});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "two divisions of 5 and 1 rows cannot be compared");
  }
}

TEST(BootstrapStability, TellsRealClustersFromCutClouds) {
  const Stability real = Measure(Clouds(600, 3, 4, 30), 4), cut = Measure(Clouds(600, 3, 1, 0), 4);
  EXPECT_EQ(real.replicates, 20u);
  EXPECT_GT(real.mean_jaccard, 0.99);
  EXPECT_GT(real.adjusted_rand, 0.99);
  EXPECT_LT(cut.mean_jaccard, 0.75);
  EXPECT_LT(cut.adjusted_rand, 0.75);
}

TEST(BootstrapStability, FindsTheClustersThatHoldAmongThoseThatDoNot) {
  OwnedPoints points = Clouds(400, 2, 1, 0);
  for (size_t i = 0; i < 40; ++i) points.values[i * 2] += 50;  // a small cloud apart, the rest cut into three at will
  Progress progress;
  const KMeansOptions options{.clusters = 4, .starts = 10};
  const KMeansModel model = KMeansModel::Fit(points, {}, options, 2, progress);
  const Stability stability = BootstrapStability(points, model, options, {}, 4, progress);
  for (uint32_t c = 0; c < 4; ++c) {
    if (c == model.labels()[0]) EXPECT_GT(stability.jaccard[c], 0.99);
    else EXPECT_LT(stability.jaccard[c], 0.95);
  }
}

TEST(BootstrapStability, GivesTheSameBitsForAnyThreads) {
  const OwnedPoints points = Clouds(9000, 3, 3, 1);
  const Stability reference = Measure(points, 3, {.replicates = 3, .most_rows = 6000});
  for (size_t threads : {1, 7}) {
    SetThreads(threads);
    const Stability again = Measure(points, 3, {.replicates = 3, .most_rows = 6000});
    EXPECT_EQ(again.jaccard, reference.jaccard);
    EXPECT_EQ(again.adjusted_rand, reference.adjusted_rand);
  }
  SetThreads(0);
}

TEST(BootstrapStability, LeavesOutReplicatesWithTooFewDistinctRows) {
  const Stability none = Measure(OwnedPoints{8, 1, {0, 1, 2, 3, 4, 5, 6, 7}}, 8);
  EXPECT_EQ(none.replicates, 0u);
  EXPECT_TRUE(std::isnan(none.mean_jaccard));
  EXPECT_TRUE(std::isnan(none.adjusted_rand));
}

}  // namespace
}  // namespace auspex::learn
