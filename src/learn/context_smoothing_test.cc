#include "learn/context_smoothing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace auspex::learn {
namespace {

TEST(Smoothing, IsTheRecursionOfItsHeader) {
  const ContextSmoothing smoothing{{0.5, 0.25}, {1, 2}};
  const std::vector<Evidence> levels = {{10, 3, 4}, {3, 2, 1}};
  const double first = (4 - 0.5 + (1 + 0.5 * 3) * 0.2) / 11;
  EXPECT_NEAR(SmoothedProbability(levels, 0.2, smoothing), (1 - 0.25 + (2 + 0.25 * 2) * first) / 5, 1e-15);
}

TEST(Smoothing, FitLowersTheLossOnHeldOutRows) {
  std::vector<Evidence> evidence;
  Random random(1);
  for (int r = 0; r < 500; ++r)
    for (uint32_t n : {100u, 5u}) evidence.push_back({n, 3, static_cast<uint32_t>(random.Below(n))});
  const auto loss = [&](const ContextSmoothing& s) {
    double sum = 0;
    for (size_t r = 0; r < evidence.size(); r += 2) sum -= std::log(SmoothedProbability({&evidence[r], 2}, 0.1, s));
    return sum;
  };
  const ContextSmoothing start = ContextSmoothing::Default(2, true), fit = FitSmoothing(evidence, 2, 0.1, start);
  EXPECT_LT(loss(fit), loss(start));
  // A grid finds nothing better (by more than the prior's pull).
  double best = loss(fit);
  for (double d : {0.01, 0.2, 0.5, 0.9, 0.99})
    for (double s : {0.01, 0.1, 1.0, 10.0, 100.0, 1000.0})
      for (double d0 : {0.01, 0.5, 0.9}) best = std::min(best, loss({{d0, d}, {fit.strength[0], s}}));
  EXPECT_LT(loss(fit), best + 1.5);
}

}  // namespace
}  // namespace auspex::learn
