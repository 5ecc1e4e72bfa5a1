#include "learn/isotonic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/random.h"

namespace auspex::learn {
namespace {

// R 4.2: isoreg(c(.1,.2,.2,.3,.4,.5,.5,.6,.7,.8,.9), c(0,1,0,0,1,0,1,1,0,1,1))$yf.
TEST(Isotonic, EqualsRWithTies) {
  const std::vector<float> x = {.1f, .2f, .2f, .3f, .4f, .5f, .5f, .6f, .7f, .8f, .9f}, y = {0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1};
  const double expected[] = {0, 1 / 3.0, 1 / 3.0, 1 / 3.0, .6, .6, .6, .6, .6, 1, 1};
  const Isotonic fitted = FitIsotonic(x, y);
  for (size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(fitted(x[i]), expected[i], 1e-7) << i;
  EXPECT_EQ(fitted(0), 0);
  EXPECT_EQ(fitted(1), 1);
  EXPECT_NEAR(fitted(.15f), 1 / 6.0, 1e-6);  // halfway between two blocks
}

/// max over j <= i of min over k >= i of the weighted mean of j..k: the min-max formula (Barlow et al. 1972).
double MinMax(const std::vector<float>& y, const std::vector<float>& w, size_t i) {
  double best = -std::numeric_limits<double>::infinity();
  for (size_t j = 0; j <= i; ++j) {
    double least = std::numeric_limits<double>::infinity(), sum = 0, weight = 0;
    for (size_t k = j; k < y.size(); ++k) {
      sum += static_cast<double>(w[k]) * y[k];
      weight += w[k];
      if (k >= i) least = std::min(least, sum / weight);
    }
    best = std::max(best, least);
  }
  return best;
}

TEST(Isotonic, WeightedIsTheMinMaxFormula) {
  Random random(6);
  std::vector<float> x, y, w;
  for (int i = 0; i < 120; ++i) {
    x.push_back(static_cast<float>(i) / 120);
    y.push_back(static_cast<float>(random.Normal() + i * 0.02));
    w.push_back(static_cast<float>(random.Exponential()));
  }
  const Isotonic fitted = FitIsotonic(x, y, w);
  for (size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(fitted(x[i]), MinMax(y, w, i), 1e-5) << i;
  EXPECT_TRUE(std::is_sorted(fitted.values.begin(), fitted.values.end()));
}

TEST(Isotonic, OfNothingIsTheIdentityAndRowsWithoutWeightDoNotCount) {
  EXPECT_EQ(FitIsotonic({}, {})(0.3f), 0.3f);
  const std::vector<float> x = {.1f, .2f, .3f}, y = {0, 1, .5f}, w = {1, 0, 1};
  const Isotonic fitted = FitIsotonic(x, y, w);
  EXPECT_EQ(fitted.scores, (std::vector<float>{.1f, .3f}));
  EXPECT_EQ(fitted(.3f), .5f);
}

TEST(Isotonic, RefusesUnequalSizesAndWhatIsNotANumber) {
  EXPECT_THROW(FitIsotonic(std::vector<float>{1}, {}), Error);
  EXPECT_THROW(FitIsotonic(std::vector<float>{NAN}, std::vector<float>{1}), Error);
}

}  // namespace
}  // namespace auspex::learn
