#include "learn/softmax.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace auspex::learn {
namespace {

TEST(Exp, AgreesWithTheStandardLibrary) {
  std::vector<float> values, expected;
  for (double x = -86; x < 87.5; x += 0.0137) {
    values.push_back(static_cast<float>(x));
    expected.push_back(static_cast<float>(std::exp(static_cast<double>(values.back()))));
  }
  Exp(values);
  for (size_t i = 0; i < values.size(); ++i) EXPECT_NEAR(values[i] / expected[i], 1, 3e-7) << i;
}

TEST(Exp, HoldsExtremes) {
  std::vector<float> values{-1e30f, -INFINITY, 1e30f, INFINITY, 0};
  Exp(values);
  EXPECT_LT(values[0], 1e-37f);
  EXPECT_LT(values[1], 1e-37f);
  EXPECT_GT(values[2], 1e38f);
  EXPECT_TRUE(std::isfinite(values[3]));
  EXPECT_EQ(values[4], 1);
}

TEST(Softmax, AgreesWithThePlainOneForEveryWidth) {
  for (size_t width = 1; width < 70; ++width) {
    std::vector<float> logits(width), out(width);
    for (size_t k = 0; k < width; ++k)
      logits[k] = static_cast<float>(std::sin(3.7 * static_cast<double>(k * width)) * 9);
    double sum = 0;
    for (const float logit : logits) sum += std::exp(0.7 * static_cast<double>(logit));
    const float log_sum = Softmax(logits, 0.7f, out.data());
    EXPECT_NEAR(log_sum, std::log(sum), 1e-5);
    for (size_t k = 0; k < width; ++k)
      EXPECT_NEAR(out[k], std::exp(0.7 * static_cast<double>(logits[k])) / sum, 1e-6) << width << " " << k;
  }
}

TEST(Softmax, ToleratesHugeLogits) {
  const std::vector<float> logits{1e6f, 1e6f, -1e6f};
  float out[3];
  Softmax(logits, 1, out);
  EXPECT_FLOAT_EQ(out[0], 0.5f);
  EXPECT_FLOAT_EQ(out[1], 0.5f);
  EXPECT_LT(out[2], 1e-30f);
}

TEST(Sigmoid, AgreesWithTheStandardLibraryAndStaysInside) {
  for (double x = -25; x < 25; x += 0.01)
    EXPECT_NEAR(Sigmoid(static_cast<float>(x)), 1 / (1 + std::exp(-x)), 2e-7) << x;
  EXPECT_GT(Sigmoid(-1e9f), 0);
  EXPECT_LE(Sigmoid(1e9f), 1);
}

TEST(Softplus, IsTheLogOfOnePlusExp) {
  for (double x = -30; x < 30; x += 0.1)
    EXPECT_NEAR(Softplus(static_cast<float>(x)), std::log1p(std::exp(x)), 3e-6) << x;
  EXPECT_EQ(Softplus(1e6f), 1e6f);
  EXPECT_EQ(Softplus(-1e6f), 0);
}

}  // namespace
}  // namespace auspex::learn
