#include "learn/cluster/kmeans.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <set>

#include "base/error.h"
#include "base/progress.h"
#include "base/threads.h"
#include "learn/archive.h"
#include "learn/cluster/cluster_fixture.h"
#include "learn/cluster/kmeans_seeding.h"

namespace auspex::learn {
namespace {

KMeansModel Fit(const Points& points, const KMeansOptions& options, std::span<const float> weights = {}, uint64_t seed = 3) {
  Progress progress;
  return KMeansModel::Fit(points, weights, options, seed, progress);
}

std::string MessageOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_FALSE(error.advice().empty());
    return error.message();
  }
  return "nothing was thrown";
}

/// Expected values: scikit-learn 1.9.1, KMeans(k, n_init=200, random_state=1, tol=0).fit(X).inertia_ on the same points in 64 bits.
TEST(KMeans, ReachesTheInertiaOfScikitLearn) {
  const OwnedPoints points = Waves();
  const double expected[] = {497.80846671666677, 220.5011268, 59.229740050000004, 44.26971299340661, 29.75868868681318, 17.683499996336998, 10.086734496336998};
  for (size_t k = 1; k <= 7; ++k)
    EXPECT_NEAR(Fit(points, {.clusters = k, .starts = 100, .tolerance = 0}).inertia(), expected[k - 1], 1e-5 * expected[k - 1]) << k;
}

/// As above with sample_weight = 1 + i mod 4.
TEST(KMeans, WeighsRows) {
  const OwnedPoints points = Waves();
  std::vector<float> weights;
  for (size_t i = 0; i < 60; ++i) weights.push_back(static_cast<float>(1 + i % 4));
  const KMeansModel model = Fit(points, {.clusters = 3, .starts = 100, .tolerance = 0}, weights);
  EXPECT_NEAR(model.inertia(), 150.01052642, 1e-3);
  std::vector<float> first;
  for (size_t c = 0; c < 3; ++c) first.push_back(model.Centres()[c * 3]);
  std::sort(first.begin(), first.end());
  EXPECT_NEAR(first[0], -1.58428, 1e-5);
  EXPECT_NEAR(first[1], -0.98196, 1e-5);
  EXPECT_NEAR(first[2], 2.49926, 1e-5);
  EXPECT_NEAR(Fit(points, {.clusters = 4, .starts = 100, .tolerance = 0}, weights).inertia(), 110.55186675329772, 1e-3);
}

TEST(KMeans, GivesRowsWithoutWeightALabelAndNoSay) {
  const OwnedPoints points{6, 1, {0, 1, 10, 11, 1000, 5.4f}};
  const KMeansModel model = Fit(points, {.clusters = 2, .starts = 20}, std::vector<float>{1, 1, 1, 1, 0, 0});
  EXPECT_DOUBLE_EQ(model.inertia(), 1);
  EXPECT_EQ(model.labels()[4], model.labels()[3]);
  EXPECT_EQ(model.labels()[5], model.labels()[0]);
}

TEST(KMeans, GivesTheSameBitsForAnyThreadsAndEitherForm) {
  const OwnedPoints points = Clouds(40000, 6, 5, 1);
  const KMeansModel reference = Fit(points, {.clusters = 7, .starts = 3, .form = KMeansOptions::Form::kProducts});
  for (size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    for (auto form : {KMeansOptions::Form::kProbe, KMeansOptions::Form::kProducts, KMeansOptions::Form::kBounds}) {
      const KMeansModel model = Fit(points, {.clusters = 7, .starts = 3, .form = form});
      EXPECT_EQ(model.Centres(), reference.Centres());
      EXPECT_EQ(model.labels(), reference.labels());
      EXPECT_EQ(model.inertia(), reference.inertia());
      EXPECT_EQ(model.Assign(points), reference.labels());
    }
  }
  SetThreads(0);
}

TEST(KMeans, LoadsBackToTheSameBitsAndAssignsRows) {
  const OwnedPoints points = Clouds(3001, 4, 3, 2), others = Clouds(100, 4, 3, 2, 8);
  const KMeansModel model = Fit(points, {.clusters = 5, .starts = 2});
  Archive archive;
  model.Save(archive);
  const KMeansModel loaded = KMeansModel::Load(archive);
  EXPECT_EQ(loaded.Centres(), model.Centres());
  EXPECT_EQ(loaded.inertia(), model.inertia());
  EXPECT_EQ(loaded.iterations(), model.iterations());
  EXPECT_EQ(loaded.converged(), model.converged());
  EXPECT_EQ(loaded.Assign(points), model.labels());
  EXPECT_EQ(loaded.Assign(others), model.Assign(others));
  const auto distances = loaded.SquaredDistances(points, model.labels());
  double sum = 0;
  for (double distance : distances) sum += distance;
  EXPECT_NEAR(sum, model.inertia(), 1e-9 * sum);
}

TEST(KMeans, TakesEqualRowsAsLongAsTheClustersDoNotOutnumberTheDistinct) {
  OwnedPoints points{300, 2, {}};
  for (int i = 0; i < 300; ++i) points.values.insert(points.values.end(), {static_cast<float>(i % 3), 7});
  const KMeansModel model = Fit(points, {.clusters = 3, .starts = 1});
  EXPECT_EQ(model.inertia(), 0);
  EXPECT_EQ(std::set<uint32_t>(model.labels().begin(), model.labels().end()).size(), 3u);
  EXPECT_EQ(MessageOf([&] { Fit(points, {.clusters = 4}); }), "4 clusters were asked for, but only 3 distinct rows have weight");
  EXPECT_EQ(Fit({5, 1, std::vector<float>(5, 2.5f)}, {.clusters = 1}).Centres(), std::vector<float>{2.5f});
}

TEST(KMeans, SeedsRowsWhoseSquaredDistancesVanish) {
  const OwnedPoints points{4, 1, {1e-30f, 2e-30f, 3e-30f, 4e-30f}};
  const KMeansModel model = Fit(points, {.clusters = 4, .starts = 1});
  EXPECT_EQ(std::set<uint32_t>(model.labels().begin(), model.labels().end()).size(), 4u);
}

TEST(KMeansSeeding, ChoosesDistinctRowsOfPositiveWeight) {
  const OwnedPoints points = Clouds(50, 2, 2, 1);
  const PointBlocks blocks(points, std::vector<float>(2));
  std::vector<float> weights(50);
  for (size_t i = 0; i < 50; i += 5) weights[i] = 1;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    Random random(seed);
    const auto rows = SeedRows(blocks, weights, 10, random);
    EXPECT_EQ(std::set<size_t>(rows.begin(), rows.end()).size(), 10u);
    for (size_t row : rows) EXPECT_EQ(row % 5, 0u);
  }
}

TEST(KMeansSeeding, FindsEveryOneOfFarCloudsAtOnce) {
  const OwnedPoints points = Clouds(2000, 4, 8, 300);
  EXPECT_NEAR(Fit(points, {.clusters = 8, .starts = 1}).inertia(), 2000 * 4, 400);  // unit variance in each of 4 features
}

TEST(KMeans, RefusesWhatItCannotCluster) {
  const OwnedPoints points = Clouds(10, 2, 2, 1);
  const auto with = [&](size_t i, float value) {
    OwnedPoints changed = points;
    changed.values[i] = value;
    return MessageOf([&] { Fit(changed, {.clusters = 2}); });
  };
  const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(with(5, nan), "row 3, column 2 is missing or infinite");
  EXPECT_EQ(with(4, -infinity), "row 3, column 1 is missing or infinite");
  EXPECT_EQ(with(0, 1e17f), "row 1, column 1 is too large for squared distances");
  EXPECT_EQ(MessageOf([&] { Fit({0, 2, {}}, {}); }), "there are no rows to cluster");
  EXPECT_EQ(MessageOf([&] { Fit({4, 2, std::span(points.values).first(6)}, {}); }), "4 rows of 2 features came with 6 values");
  EXPECT_EQ(MessageOf([&] { Fit(points, {.clusters = 0}); }), "no cluster was asked for");
  EXPECT_EQ(MessageOf([&] { Fit(points, {.starts = 0}); }), "no start was asked for");
  EXPECT_EQ(MessageOf([&] { Fit(points, {.clusters = 11}); }), "11 clusters were asked for, but only 10 distinct rows have weight");
  const auto weighted = [&](std::vector<float> weights) { return MessageOf([&] { Fit(points, {.clusters = 2}, weights); }); };
  EXPECT_EQ(weighted({1, 2}), "2 weights came for 10 rows");
  EXPECT_EQ(weighted({1, 1, 1, 1, -1, 1, 1, 1, 1, 1}), "a weight is negative, missing or infinite");
  EXPECT_EQ(weighted({1, 1, 1, 1, nan, 1, 1, 1, 1, 1}), "a weight is negative, missing or infinite");
  EXPECT_EQ(weighted(std::vector<float>(10)), "all weights are zero");
  EXPECT_EQ(weighted({1, 1, 1, 1, 1e-12f, 1, 1, 1, 1, 1}), "positive weights are more than 10^9 apart");
}

TEST(KMeans, RefusesOtherFeaturesAndDamagedModels) {
  const OwnedPoints points = Clouds(10, 2, 2, 1), wider = Clouds(10, 3, 2, 1);
  const KMeansModel model = Fit(points, {.clusters = 2});
  EXPECT_EQ(MessageOf([&] { model.Assign(wider); }), "the rows have 3 features, the segments were made from 2");
  Archive archive;
  EXPECT_EQ(MessageOf([&] { KMeansModel::Load(archive); }), "the model lacks the tensor 'kmeans.shift'");
  model.Save(archive);
  archive.tensors["kmeans.centres"].values.pop_back();
  EXPECT_EQ(MessageOf([&] { KMeansModel::Load(archive); }), "the tensor 'kmeans.centres' of shape [2 × 2] holds 3 values");
  archive.Set("kmeans.centres", Tensor{{0, 2}, {}});
  EXPECT_EQ(MessageOf([&] { KMeansModel::Load(archive); }), "the model holds no centre");
}

}  // namespace
}  // namespace auspex::learn
