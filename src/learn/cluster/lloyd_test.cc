#include "learn/cluster/lloyd.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/threads.h"
#include "learn/cluster/cluster_fixture.h"

namespace auspex::learn {
namespace {

std::vector<float> FirstRows(const OwnedPoints& points, size_t count) {
  return {points.values.begin(), points.values.begin() + static_cast<std::ptrdiff_t>(count * points.features)};
}

std::vector<float> SomeWeights(size_t rows) {
  std::vector<float> weights(rows);
  for (size_t i = 0; i < rows; ++i) weights[i] = static_cast<float>(i % 5) * 0.37f;
  return weights;
}

/// Lloyd as in a textbook: distances by definition, sums from scratch.
LloydResult PlainLloyd(const OwnedPoints& given, std::vector<float> centres, size_t iterations) {
  const PointBlocks points(given, std::vector<float>(given.features));
  const size_t features = given.features, k = centres.size() / features;
  LloydResult result;
  for (size_t step = 0; step <= iterations; ++step) {
    std::vector<double> sums(centres.size()), counts(k);
    result.labels.clear();
    for (size_t i = 0; i < given.rows; ++i) {
      const uint32_t label = NearestExactly(points.block(i / 16), i % 16, PreparedCentres(centres, features));
      result.labels.push_back(label);
      ++counts[label];
      for (size_t j = 0; j < features; ++j) sums[label * features + j] += points.value(i, j);
    }
    if (step < iterations)
      for (size_t i = 0; i < centres.size(); ++i) centres[i] = static_cast<float>(sums[i] / counts[i / features]);
  }
  result.centres = centres;
  return result;
}

TEST(Lloyd, AgreesWithThePlainTwin) {
  const OwnedPoints points = Clouds(1000, 6, 5, 0.7);
  const PointBlocks blocks(points, std::vector<float>(6));
  for (size_t iterations : {1, 4, 15}) {
    const LloydResult twin = PlainLloyd(points, FirstRows(points, 7), iterations);
    for (LloydForm form : {LloydForm::kProducts, LloydForm::kBounds}) {
      const LloydResult result = RunLloyd(blocks, {}, FirstRows(points, 7), {.max_iterations = iterations, .least_movement = -1, .form = form});
      EXPECT_EQ(result.labels, twin.labels);
      for (size_t i = 0; i < twin.centres.size(); ++i) EXPECT_NEAR(result.centres[i], twin.centres[i], 1e-6);
    }
  }
}

void CheckSameBits(const OwnedPoints& points, size_t k, const std::vector<float>& weights) {
  const PointBlocks blocks(points, ColumnMeans(points));
  const LloydResult reference = RunLloyd(blocks, weights, FirstRows(points, k), {.instructions = Instructions::kPlain});
  for (size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    for (LloydForm form : {LloydForm::kProducts, LloydForm::kBounds}) {
      const LloydResult result = RunLloyd(blocks, weights, FirstRows(points, k), {.form = form});
      EXPECT_EQ(result.labels, reference.labels);
      EXPECT_EQ(result.centres, reference.centres);
      EXPECT_EQ(result.inertia, reference.inertia);
      EXPECT_EQ(result.iterations, reference.iterations);
    }
  }
  SetThreads(0);
}

TEST(Lloyd, GivesTheSameBitsForEitherFormAnyKernelAndAnyThreads) {
  const OwnedPoints mixed = Clouds(20001, 7, 6, 1), separate = Clouds(9000, 3, 8, 10);
  CheckSameBits(mixed, 9, {});
  CheckSameBits(mixed, 9, SomeWeights(mixed.rows));
  CheckSameBits(separate, 8, {});
  OwnedPoints lattice{9000, 3, {}};  // full of ties and of equal rows
  Random random(4);
  for (size_t i = 0; i < lattice.rows * lattice.features; ++i) lattice.values.push_back(static_cast<float>(random.Below(6)));
  CheckSameBits(lattice, 12, {});
}

TEST(Lloyd, MovesAnEmptyCentreToTheFarthestRow) {
  const OwnedPoints points{6, 1, {0, 1, 2, 10, 11, 40}};
  const PointBlocks blocks(points, std::vector<float>(1));
  for (LloydForm form : {LloydForm::kProducts, LloydForm::kBounds}) {
    const LloydResult result = RunLloyd(blocks, {}, {1, 12, -500}, {.form = form});  // nobody is near -500; 40 is farthest from its centre 12
    EXPECT_EQ(result.labels, (std::vector<uint32_t>{0, 0, 0, 1, 1, 2}));
    EXPECT_EQ(result.centres, (std::vector<float>{1, 10.5f, 40}));
    EXPECT_DOUBLE_EQ(result.inertia, 2.5);
    EXPECT_TRUE(result.converged);
  }
}

TEST(Lloyd, LeavesNoCentreEmptyThoughAllBeginAtOnePlace) {
  const OwnedPoints points = Clouds(500, 2, 3, 4);
  const PointBlocks blocks(points, std::vector<float>(2));
  for (LloydForm form : {LloydForm::kProducts, LloydForm::kBounds}) {
    const LloydResult result = RunLloyd(blocks, {}, std::vector<float>(12, 0.5f), {.form = form});
    for (uint32_t c = 0; c < 6; ++c) EXPECT_NE(std::count(result.labels.begin(), result.labels.end(), c), 0);
  }
}

TEST(Lloyd, SaysWhenItWasCutShort) {
  const OwnedPoints points = Clouds(500, 2, 1, 0);
  const PointBlocks blocks(points, std::vector<float>(2));
  const LloydResult result = RunLloyd(blocks, {}, FirstRows(points, 5), {.max_iterations = 2});
  EXPECT_FALSE(result.converged);
  EXPECT_EQ(result.iterations, 2u);
}

}  // namespace
}  // namespace auspex::learn
