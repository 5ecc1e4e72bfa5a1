#include "learn/cluster/pca.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "base/error.h"
#include "base/threads.h"
#include "learn/archive.h"
#include "learn/cluster/cluster_fixture.h"

namespace auspex::learn {
namespace {

std::string MessageOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_FALSE(error.advice().empty());
    return error.message();
  }
  return "nothing was thrown";
}

/// R 4.2: p <- prcomp(X) on the points of Waves(); p$sdev^2, p$rotation, p$x[1:2, ], signs turned so that each largest loading is positive.
TEST(Pca, AgreesWithPrcomp) {
  const OwnedPoints points = Waves();
  const Pca pca = Pca::Fit(points, 3);
  const double variances[] = {5.240765287914, 2.993070882000, 0.203595469352};
  const double loadings[] = {0.801957573787, 0.577199850734, -0.153962275113,
                             -0.402808719846, 0.712808645993, 0.574150650452,
                             0.441145310597, -0.398427115682, 0.804143425284};
  const double first[] = {3.019047225467, -0.503587706932, -0.239068560352, -0.984662536162, -1.207696492552, -0.168379362787};
  const double total = variances[0] + variances[1] + variances[2];
  for (size_t c = 0; c < 3; ++c) {
    EXPECT_NEAR(pca.variances()[c], variances[c], 1e-6);
    EXPECT_NEAR(pca.ExplainedShares()[c], variances[c] / total, 1e-7);
  }
  for (size_t i = 0; i < 9; ++i) EXPECT_NEAR(pca.loadings()[i], loadings[i], 1e-6);
  const auto coordinates = pca.Project(points);
  for (size_t i = 0; i < 6; ++i) EXPECT_NEAR(coordinates[i], first[i], 2e-6);
}

TEST(Pca, IsExactFarFromTheOrigin) {
  OwnedPoints points = Clouds(5000, 4, 3, 2);
  for (float& value : points.values) value = std::nearbyint(value * 64) / 64;
  const Pca near = Pca::Fit(points, 2);
  for (float& value : points.values) value += 65536;
  const Pca far = Pca::Fit(points, 2);
  for (size_t c = 0; c < 2; ++c) EXPECT_NEAR(far.variances()[c], near.variances()[c], 1e-8);
}

TEST(Pca, GivesTheSameBitsForAnyThreadsAndAfterLoading) {
  const OwnedPoints points = Clouds(20000, 5, 3, 2);
  const Pca reference = Pca::Fit(points, 2);
  const auto coordinates = reference.Project(points);
  Archive archive;
  reference.Save(archive);
  for (size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    const Pca pca = Pca::Fit(points, 2);
    EXPECT_EQ(pca.loadings(), reference.loadings());
    EXPECT_EQ(pca.variances(), reference.variances());
    EXPECT_EQ(Pca::Load(archive).Project(points), coordinates);
  }
  SetThreads(0);
  EXPECT_EQ(Pca::Load(archive).ExplainedShares(), reference.ExplainedShares());
}

TEST(Pca, TakesConstantColumnsAndEqualRows) {
  const Pca pca = Pca::Fit(OwnedPoints{3, 2, {1, 5, 1, 5, 1, 5}}, 2);
  EXPECT_EQ(pca.variances(), (std::vector<double>{0, 0}));
  EXPECT_EQ(pca.ExplainedShares(), (std::vector<double>{0, 0}));
}

TEST(Pca, RefusesWhatHasNoComponents) {
  const OwnedPoints points = Waves();
  EXPECT_EQ(MessageOf([&] { Pca::Fit(points, 4); }), "4 components were asked for of 3 features");
  EXPECT_EQ(MessageOf([&] { Pca::Fit(points, 0); }), "0 components were asked for of 3 features");
  EXPECT_EQ(MessageOf([] { Pca::Fit(OwnedPoints{1, 2, {1, 2}}, 1); }), "one row has no variance");
  EXPECT_EQ(MessageOf([] { Pca::Fit(OwnedPoints{2, 1, {1, NAN}}, 1); }), "row 2, column 1 is missing or infinite");
  EXPECT_EQ(MessageOf([&] { Pca::Fit(points, 2).Project(OwnedPoints{1, 2, {1, 2}}); }), "the rows have 2 features, the components were made from 3");
  Archive archive;
  Pca::Fit(points, 2).Save(archive);
  archive.tensors.erase("pca.loadings");
  EXPECT_EQ(MessageOf([&] { Pca::Load(archive); }), "the model lacks the tensor 'pca.loadings'");
}

}  // namespace
}  // namespace auspex::learn
