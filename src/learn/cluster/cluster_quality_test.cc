#include "learn/cluster/cluster_quality.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/threads.h"
#include "learn/cluster/cluster_fixture.h"

namespace auspex::learn {
namespace {

/// i mod 3, every seventh moved to the next.
std::vector<uint32_t> WavesLabels() {
  std::vector<uint32_t> labels;
  for (uint32_t i = 0; i < 60; ++i) labels.push_back((i + (i % 7 == 0)) % 3);
  return labels;
}

/// scikit-learn 1.9.1 on the points of Waves(): silhouette_samples, silhouette_score, calinski_harabasz_score, davies_bouldin_score.
TEST(ClusterQuality, AgreesWithScikitLearn) {
  const OwnedPoints points = Waves();
  const auto labels = WavesLabels();
  const auto silhouettes = Silhouettes(points, labels);
  const double expected[] = {-0.6883155299, 0.4487252179, 0.5355604004, 0.5740363393, 0.5663576388};
  for (size_t i = 0; i < 5; ++i) EXPECT_NEAR(silhouettes[i], expected[i], 1e-7);
  EXPECT_NEAR(SilhouetteOfSample(points, labels), 0.3864141305006637, 1e-7);
  EXPECT_NEAR(CalinskiHarabasz(points, labels), 34.26184832468228, 1e-5);
  EXPECT_NEAR(DaviesBouldin(points, labels), 0.9375261944229346, 1e-6);
}

TEST(ClusterQuality, AgreesWithBruteForce) {
  const OwnedPoints points = Clouds(40, 3, 3, 1);
  std::vector<uint32_t> labels(40);
  for (size_t i = 0; i < 40; ++i) labels[i] = static_cast<uint32_t>(i % 4 * 10);
  labels[3] = 5;  // alone
  const auto silhouettes = Silhouettes(points, labels);
  const auto distance = [&](size_t a, size_t b) {
    double sum = 0;
    for (size_t j = 0; j < 3; ++j) sum += std::pow(static_cast<double>(points.values[a * 3 + j]) - points.values[b * 3 + j], 2);
    return std::sqrt(sum);
  };
  const auto mean_to = [&](size_t i, uint32_t label) {
    double sum = 0, count = 0;
    for (size_t other = 0; other < 40; ++other)
      if (other != i && labels[other] == label) sum += distance(i, other), ++count;
    return sum / count;
  };
  for (size_t i = 0; i < 40; ++i) {
    if (i == 3) continue;
    double nearest = 1e9;
    for (uint32_t label : {0, 5, 10, 20, 30})
      if (label != labels[i]) nearest = std::min(nearest, mean_to(i, label));
    const double within = mean_to(i, labels[i]);
    EXPECT_NEAR(silhouettes[i], (nearest - within) / std::max(nearest, within), 1e-12);
  }
  EXPECT_EQ(silhouettes[3], 0);
}

TEST(ClusterQuality, GivesTheSameBitsForAnyThreads) {
  const OwnedPoints points = Clouds(40000, 3, 3, 1);
  std::vector<uint32_t> labels(40000);
  for (size_t i = 0; i < labels.size(); ++i) labels[i] = points.values[i * 3] > 0;
  std::vector<double> first;
  for (size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    const std::vector<double> values = {SilhouetteOfSample(points, labels, {.most_rows = 500}), CalinskiHarabasz(points, labels), DaviesBouldin(points, labels)};
    if (first.empty()) first = values;
    EXPECT_EQ(values, first);
  }
  SetThreads(0);
}

TEST(ClusterQuality, IsUndefinedForOneCluster) {
  const OwnedPoints points = Waves();
  const std::vector<uint32_t> one(60, 4);
  EXPECT_TRUE(std::isnan(SilhouetteOfSample(points, one)));
  EXPECT_TRUE(std::isnan(CalinskiHarabasz(points, one)));
  EXPECT_TRUE(std::isnan(DaviesBouldin(points, one)));
  try {
    DaviesBouldin(points, std::vector<uint32_t>(3));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "3 labels came for 60 rows");
  }
}

TEST(ClusterQuality, CopesWithEqualRows) {
  const OwnedPoints points{6, 1, std::vector<float>(6, 2)};
  const std::vector<uint32_t> labels = {0, 0, 0, 1, 1, 1};
  EXPECT_EQ(SilhouetteOfSample(points, labels), 0);
  EXPECT_EQ(DaviesBouldin(points, labels), 0);
}

TEST(ClusterQuality, DrawsEveryRowOnceAndAsOften) {
  std::vector<size_t> drawn(10);
  for (uint64_t seed = 0; seed < 2000; ++seed) {
    const auto rows = DrawRows(10, 4, seed);
    EXPECT_EQ(rows.size(), 4u);
    EXPECT_EQ(std::adjacent_find(rows.begin(), rows.end(), std::greater_equal<>()), rows.end());
    for (uint32_t row : rows) ++drawn[row];
  }
  for (size_t count : drawn) EXPECT_NEAR(static_cast<double>(count), 800, 110);
  EXPECT_EQ(DrawRows(3, 9, 1), (std::vector<uint32_t>{0, 1, 2}));
}

TEST(ClusterQuality, FindsTheElbow) {
  const std::vector<double> curve = {100, 60, 22, 20, 18, 16};
  EXPECT_EQ(ElbowByChord(curve), 2u);
  EXPECT_EQ(ElbowBySecondDifference(curve), 2u);
  EXPECT_EQ(ElbowByChord(std::vector<double>{3, 2, 1}), 0u);
  EXPECT_EQ(ElbowByChord(std::vector<double>{3, 1}), 0u);
  EXPECT_EQ(ElbowBySecondDifference(std::vector<double>{3, 1}), 0u);
}

}  // namespace
}  // namespace auspex::learn
