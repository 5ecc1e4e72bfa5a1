#include "learn/table/fixed_gradients.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "learn/table/boosting_fixture.h"

namespace auspex::learn {
namespace {

TEST(FixedGradients, AreThoseOfTheWeightedLogLoss) {
  const BoostingSample sample = MakeBoostingSample(500, 1);
  FixedGradients fixed(sample.Weighted(), 1, 1);
  Random random(2);
  std::vector<float> margins(500);
  for (float& margin : margins) margin = static_cast<float>(random.Normal());
  fixed.Compute(margins, 0);
  for (size_t r = 0; r < 500; ++r) {
    const double p = 1 / (1 + std::exp(-(fixed.base() + static_cast<double>(margins[r]))));
    const auto weight = static_cast<double>(sample.weights[r]);
    EXPECT_NEAR(fixed.gradients()[r], weight * (p - sample.labels[r]), 1e-7);
    EXPECT_NEAR(fixed.hessians()[r], weight * p * (1 - p), 1e-7);
  }
}

TEST(FixedGradients, SumToTheSameBitsInAnyOrder) {
  BoostingSample sample = MakeBoostingSample(20000, 3);
  Random random(4);
  for (float& weight : sample.weights) weight = static_cast<float>(std::exp(6 * random.Normal()));
  FixedGradients fixed(sample.Weighted(), 0.7, 1);
  std::vector<float> margins(sample.labels.size());
  for (float& margin : margins) margin = static_cast<float>(4 * random.Normal());
  fixed.Compute(margins, 3);
  for (std::vector<float>* values : {&fixed.gradients(), &fixed.hessians()}) {
    const double sum = std::accumulate(values->begin(), values->end(), 0.0);
    for (int i = 0; i < 5; ++i) {
      random.Shuffle(std::span<float>(*values));
      EXPECT_EQ(std::accumulate(values->begin(), values->end(), 0.0), sum);
    }
  }
}

TEST(FixedGradients, DrawsTheShareOfTheRowsAnewInEachRound) {
  const BoostingSample sample = MakeBoostingSample(10000, 5);
  FixedGradients fixed(sample.Rows(), 0.3, 1);
  const std::vector<float> margins(10000, 0.0f);
  fixed.Compute(margins, 0);
  const std::vector<float> first = fixed.hessians();
  EXPECT_NEAR(static_cast<double>(std::count(first.begin(), first.end(), 0.0f)), 7000, 150);
  fixed.Compute(margins, 1);
  EXPECT_NE(fixed.hessians(), first);
  fixed.Compute(margins, 0);
  EXPECT_EQ(fixed.hessians(), first);
}

}  // namespace
}  // namespace auspex::learn
