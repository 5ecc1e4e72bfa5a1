#include "learn/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/random.h"
#include "base/threads.h"

namespace auspex::learn {
namespace {

WeightedMetrics MeanOf(const std::vector<double>& values) {
  return [&values](std::span<const float> weights, std::span<double> out) {
    double sum = 0, weight = 0;
    for (size_t i = 0; i < values.size(); ++i) {
      sum += static_cast<double>(weights[i]) * values[i];
      weight += weights[i];
    }
    out[0] = sum / weight;
  };
}

std::vector<uint64_t> OneEach(size_t rows) {
  std::vector<uint64_t> clusters(rows);
  for (size_t i = 0; i < rows; ++i) clusters[i] = i;
  return clusters;
}

TEST(Bootstrap, IntervalOfAMeanIsTwiceTwoStandardErrors) {
  Random random(1);
  std::vector<double> values(4000);
  for (double& value : values) value = random.Normal();
  const auto interval = BootstrapIntervals(OneEach(values.size()), 1, MeanOf(values), {.replicates = 2000})[0];
  const double error = 1 / std::sqrt(4000.0);  // of the mean of standard normal values
  EXPECT_NEAR(interval.high - interval.low, 2 * 1.96 * error, 0.08 * 2 * 1.96 * error);
}

TEST(Bootstrap, CoversTheTruthAsOftenAsItSays) {
  Random random(2);
  int covered = 0;
  constexpr int kTrials = 300;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> values(200);
    for (double& value : values) value = random.Exponential();
    const BootstrapOptions options{.level = 0.9, .seed = static_cast<uint64_t>(trial)};
    const auto interval = BootstrapIntervals(OneEach(values.size()), 1, MeanOf(values), options)[0];
    covered += interval.low <= 1 && 1 <= interval.high;
  }
  // 0.9 within four standard errors of a share of 300 trials.
  EXPECT_NEAR(covered / static_cast<double>(kTrials), 0.9, 4 * std::sqrt(0.9 * 0.1 / kTrials));
}

TEST(Bootstrap, RowsOfOneClusterMoveTogether) {
  // Ten equal rows a cluster: the interval is that of the clusters, not a third of it.
  Random random(4);
  std::vector<double> single(400), tenfold;
  std::vector<uint64_t> clusters;
  for (size_t i = 0; i < single.size(); ++i) {
    single[i] = random.Normal();
    for (int k = 0; k < 10; ++k) tenfold.push_back(single[i]), clusters.push_back(i);
  }
  const auto one = BootstrapIntervals(OneEach(single.size()), 1, MeanOf(single))[0];
  const auto ten = BootstrapIntervals(clusters, 1, MeanOf(tenfold))[0];
  EXPECT_NEAR(one.low, ten.low, 1e-12);
  EXPECT_NEAR(one.high, ten.high, 1e-12);
}

TEST(Bootstrap, WeightsArePoisson) {
  double sum = 0, square = 0, zeros = 0;
  constexpr double kRows = 100000;
  const auto look = [&](std::span<const float> weights, std::span<double> out) {
    for (float weight : weights) sum += weight, square += weight * weight, zeros += weight == 0;
    out[0] = 0;
  };
  BootstrapIntervals(OneEach(100000), 1, look, {.replicates = 1});
  EXPECT_NEAR(sum / kRows, 1, 0.02);
  EXPECT_NEAR(square / kRows, 2, 0.05);  // variance 1
  EXPECT_NEAR(zeros / kRows, std::exp(-1.0), 0.01);
}

TEST(Bootstrap, IsTheSameForAnyNumberOfThreads) {
  std::vector<double> values = {1, 2, 3, 5, 8, 13};
  SetThreads(1);
  const auto one = BootstrapIntervals(OneEach(6), 1, MeanOf(values))[0];
  SetThreads(3);
  const auto three = BootstrapIntervals(OneEach(6), 1, MeanOf(values))[0];
  SetThreads(0);
  EXPECT_EQ(one.low, three.low);
  EXPECT_EQ(one.high, three.high);
}

TEST(Bootstrap, LeavesOutWhatDoesNotExist) {
  const auto never = [](std::span<const float>, std::span<double> out) {
    out[0] = std::numeric_limits<double>::quiet_NaN();
    out[1] = 4;
  };
  const auto intervals = BootstrapIntervals(OneEach(3), 2, never);
  EXPECT_TRUE(std::isnan(intervals[0].low));
  EXPECT_EQ(intervals[1].low, 4);
}

TEST(Bootstrap, QuantileInterpolates) {
  EXPECT_EQ(Quantile({4, 1, 3, 2}, 0.5), 2.5);  // numpy.quantile([1, 2, 3, 4], .5)
  EXPECT_EQ(Quantile({4, 1, 3, 2}, 1), 4);
}

TEST(Bootstrap, RefusesSenselessOptions) {
  const std::vector<double> values = {1};
  EXPECT_THROW(BootstrapIntervals(OneEach(1), 1, MeanOf(values), {.replicates = 0}), Error);
  EXPECT_THROW(BootstrapIntervals(OneEach(1), 1, MeanOf(values), {.level = 1}), Error);
}

}  // namespace
}  // namespace auspex::learn
