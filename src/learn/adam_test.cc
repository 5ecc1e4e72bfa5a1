#include "learn/adam.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/threads.h"

namespace auspex::learn {
namespace {

TEST(Adam, FollowsTheFormulasOfThePaper) {
  // Algorithm 2 of Loshchilov & Hutter 2019 by hand, in double precision.
  const double g[3] = {0.5, -0.25, 2}, rate = 0.1, decay = 0.01;
  double w = 1, m = 0, v = 0;
  Adam adam({.weight_decay = 0.01f}, {true});
  std::vector<float> value{1};
  for (int t = 1; t <= 3; ++t) {
    m = 0.9 * m + 0.1 * g[t - 1];
    v = 0.999 * v + 0.001 * g[t - 1] * g[t - 1];
    w -= rate * (m / (1 - std::pow(0.9, t)) / (std::sqrt(v / (1 - std::pow(0.999, t))) + 1e-8) + decay * w);
    std::vector<float> gradient{static_cast<float>(g[t - 1])};
    adam.Step(value, gradient, 0.1f);
    EXPECT_NEAR(value[0], w, 1e-5) << t;
  }
}

TEST(Adam, LeavesBiasesUndecayed) {
  Adam adam({.weight_decay = 0.5f}, {true, false});
  std::vector<float> values{1, 1}, gradient{0, 0};
  adam.Step(values, gradient, 0.1f);
  EXPECT_FLOAT_EQ(values[0], 0.95f);
  EXPECT_FLOAT_EQ(values[1], 1);
}

TEST(Adam, ShortensLongGradients) {
  Adam adam({.clip_norm = 1}, {false, false});
  std::vector<float> values{0, 0}, gradient{3, 4};
  EXPECT_DOUBLE_EQ(adam.Step(values, gradient, 0.1f), 5);
  EXPECT_FLOAT_EQ(gradient[0], 0.6f);
  EXPECT_FLOAT_EQ(gradient[1], 0.8f);
}

TEST(Adam, IgnoresGradientsThatAreNotFinite) {
  Adam adam({.clip_norm = 1}, {false});
  std::vector<float> values{7}, gradient{NAN};
  EXPECT_TRUE(std::isnan(adam.Step(values, gradient, 0.1f)));
  EXPECT_EQ(values[0], 7);
}

TEST(Adam, HasTheSameBitsWithAnyThreads) {
  std::vector<std::vector<float>> results;
  for (const size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    Adam adam({.weight_decay = 0.01f, .clip_norm = 1}, std::vector<bool>(50000, true));
    std::vector<float> values(50000, 1), gradient(50000);
    for (size_t i = 0; i < gradient.size(); ++i) gradient[i] = std::sin(static_cast<float>(i));
    for (int t = 0; t < 3; ++t) adam.Step(values, gradient, 0.01f);
    results.push_back(values);
  }
  SetThreads(0);
  EXPECT_EQ(results[0], results[1]);
  EXPECT_EQ(results[0], results[2]);
}

TEST(CosineRate, RisesThenFallsToTheFloor) {
  EXPECT_FLOAT_EQ(CosineRate(1, 0.1f, 0, 10, 110), 0.1f);
  EXPECT_FLOAT_EQ(CosineRate(1, 0.1f, 9, 10, 110), 1);
  EXPECT_FLOAT_EQ(CosineRate(1, 0.1f, 60, 10, 110), 0.55f);  // half way: cos(pi/2) = 0
  EXPECT_FLOAT_EQ(CosineRate(1, 0.1f, 110, 10, 110), 0.1f);
  EXPECT_FLOAT_EQ(CosineRate(1, 0.1f, 500, 10, 110), 0.1f);
}

}  // namespace
}  // namespace auspex::learn
