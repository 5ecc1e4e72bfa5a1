#include "learn/wilson.h"

#include <gtest/gtest.h>

namespace auspex::learn {
namespace {

/// Method 3 in table I of R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17
/// (1998), printed there to four places.
TEST(Wilson, AgreesWithNewcombe) {
  const auto near = [](uint64_t successes, uint64_t count, double low, double high) {
    const Interval interval = WilsonInterval(successes, count);
    EXPECT_NEAR(interval.low, low, 5e-5) << successes << " of " << count;
    EXPECT_NEAR(interval.high, high, 5e-5) << successes << " of " << count;
  };
  near(81, 263, 0.2553, 0.3662);
  near(15, 148, 0.0624, 0.1605);
  near(0, 20, 0.0, 0.1611);
  near(1, 29, 0.0061, 0.1718);
}

TEST(Wilson, MirrorsSuccessesAndFailures) {
  const Interval few = WilsonInterval(3, 40), many = WilsonInterval(37, 40);
  EXPECT_NEAR(few.low, 1 - many.high, 1e-12);
  EXPECT_NEAR(few.high, 1 - many.low, 1e-12);
  EXPECT_EQ(WilsonInterval(20, 20).high, 1);
}

TEST(Wilson, KnowsNothingWithoutTrials) {
  EXPECT_EQ(WilsonInterval(0, 0).low, 0);
  EXPECT_EQ(WilsonInterval(0, 0).high, 1);
}

}  // namespace
}  // namespace auspex::learn
