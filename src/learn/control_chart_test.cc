#include "learn/control_chart.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/random.h"

namespace auspex::learn {
namespace {

// R 4.2.2: n <- c(500,480,520,510,490,505,495,515,500,500); x <- c(60,52,66,58,61,57,50,45,42,38); p <- sum(x[1:6])/sum(n[1:6]); s <- sqrt(p*(1-p)/n)
// z <- (x/n-p)/s; e <- max(1, mean(abs(diff(z[1:6])))/1.128); w <- Reduce(function(a,b) .2*b+.8*a, z/e, accumulate=TRUE, 0)[-1]
// l <- 2.962*sqrt(.2/1.8*(1-.8^(2*(1:10)))); p-3*e*s; p+3*e*s; w; l
const std::vector<uint64_t> kTrials = {500, 480, 520, 510, 490, 505, 495, 515, 500, 500}, kSuccesses = {60, 52, 66, 58, 61, 57, 50, 45, 42, 38};

TEST(ControlChart, AgreesWithMontgomerysFormulasInR) {
  const auto chart = ChartShares(kTrials, kSuccesses);
  EXPECT_NEAR(chart.centre, 0.117803660566, 1e-12);
  EXPECT_EQ(chart.excess, 1);
  EXPECT_NEAR(chart.points[0].low, 0.0745524496438, 1e-12);
  EXPECT_NEAR(chart.points[9].high, 0.161054871488, 1e-12);
  const double ewma[] = {0.03046859573351,  -0.10434736127185, 0.04553606726496,  -0.02070827725524, 0.07525420123141,
                         -0.00856198246156, -0.23864953458527, -0.61927326696193, -0.96435800063171, -1.35140533929992};
  for (size_t i = 0; i < 10; ++i) EXPECT_NEAR(chart.points[i].ewma, ewma[i], 1e-11) << i;
  EXPECT_NEAR(chart.points[0].ewma_high, 0.5924, 1e-10);
  EXPECT_NEAR(chart.points[9].ewma_low, -0.981625244029, 1e-11);
}

TEST(ControlChart, ASlowFallIsSeenByTheMovingAverageBeforeAnyPeriodIsBeyondItsLimits) {
  const auto chart = ChartShares(kTrials, kSuccesses);
  for (size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(chart.points[i].beyond, 0) << i;
    EXPECT_EQ(chart.points[i].drifted, i == 9 ? -1 : 0) << i;
  }
  EXPECT_EQ(chart.drifted_since, 5u);
}

// n <- c(90000,91000,92000,90500,91500,90000); x <- c(9300,8700,9500,8800,9600,7000), the first five as baseline.
TEST(ControlChart, LargeCountsVaryByMoreThanChanceAndWidenTheLimits) {
  const std::vector<uint64_t> trials = {90000, 91000, 92000, 90500, 91500, 90000}, successes = {9300, 8700, 9500, 8800, 9600, 7000};
  ControlChartOptions options;
  options.baseline = 5;
  const auto chart = ChartShares(trials, successes, options);
  EXPECT_NEAR(chart.excess, 6.45843723197, 1e-10);
  EXPECT_NEAR(chart.points[5].low, 0.0814283360762, 1e-12);
  for (size_t i = 0; i < 5; ++i) EXPECT_EQ(chart.points[i].beyond, 0);
  EXPECT_EQ(chart.points[5].beyond, -1);
}

TEST(ControlChart, WhatDoesNotChangeSeldomAlarms) {
  Random random(7);
  std::vector<uint64_t> trials(2006, 400), successes;
  for (size_t i = 0; i < trials.size(); ++i) {
    uint64_t count = 0;
    for (int k = 0; k < 400; ++k) count += random.Bernoulli(0.2);
    successes.push_back(count);
  }
  ControlChartOptions options;
  options.baseline = 1000;
  const auto chart = ChartShares(trials, successes, options);
  size_t beyond = 0;
  for (const auto& point : chart.points) beyond += point.beyond != 0;
  EXPECT_LE(beyond, 14u);  // 2006 × 0.0027 = 5.4, and three deviations more
}

TEST(ControlChart, LimitsStayShares) {
  const std::vector<uint64_t> trials = {10, 10, 10}, successes = {1, 1, 9};
  ControlChartOptions options;
  options.baseline = 2;
  const auto chart = ChartShares(trials, successes, options);
  EXPECT_EQ(chart.points[0].low, 0);
  EXPECT_EQ(chart.points[2].beyond, 1);
  EXPECT_EQ(chart.points[2].drifted, 1);
  EXPECT_EQ(chart.drifted_since, 2u);
}

TEST(ControlChart, RefusesWhatIsNoChart) {
  const auto message = [](std::vector<uint64_t> trials, std::vector<uint64_t> successes, size_t baseline) -> std::string {
    try {
      ControlChartOptions options;
      options.baseline = baseline;
      ChartShares(trials, successes, options);
    } catch (const Error& error) {
      return error.message();
    }
    return "";
  };
  EXPECT_EQ(message({1, 2}, {1}, 2), "there are other numbers of trials than of successes");
  EXPECT_EQ(message({5, 5}, {1, 1}, 3), "the baseline has to have 2 periods or more, and not more than there are");
  EXPECT_EQ(message({5, 0}, {1, 0}, 2), "a period has no trial");
  EXPECT_EQ(message({5, 5}, {1, 6}, 2), "a period has more successes than trials");
  EXPECT_EQ(message({5, 5}, {5, 5}, 2), "in the baseline nothing or everything succeeded");
}

}  // namespace
}  // namespace auspex::learn
