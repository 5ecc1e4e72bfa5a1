#include "draw/axis.h"

#include <gtest/gtest.h>

#include <cmath>

namespace auspex::draw {
namespace {

std::string Texts(const Axis& axis, size_t most = 6) {
  std::string out;
  for (const Tick& tick : TicksOf(axis, most)) out += (out.empty() ? "" : " ") + tick.text;
  return out;
}

TEST(Axis, TicksAreRound) {
  EXPECT_EQ(Texts({"", 0, 1, Numbers::kPercent, false}), "0% 20% 40% 60% 80% 100%");
  EXPECT_EQ(Texts({"", 0, 0.05, Numbers::kPercent, false}), "0% 1% 2% 3% 4% 5%");
  EXPECT_EQ(Texts({"", -0.3, 0.31, Numbers::kPlain, false}), "−0.2 0.0 0.2");
  EXPECT_EQ(Texts({"", 0, 2000000, Numbers::kPlain, false}, 4), "0 500,000 1,000,000 1,500,000 2,000,000");
}

TEST(Axis, LogarithmicTicksAreOneTwoAndFive) {
  EXPECT_EQ(Texts({"", 0.4, 6, Numbers::kPlain, true}), "0.5 1 2 5");
  EXPECT_EQ(Texts({"", 0.001, 1000, Numbers::kPlain, true}), "0.001 0.01 0.1 1 10 100 1,000");
}

TEST(Axis, EveryTickLiesWithin) {
  for (double low = -1000; low < 1000; low += 37.7) {
    for (const double range : {1e-6, 0.03, 1.0, 12345.0}) {
      const Axis axis{"", low, low + range, Numbers::kPlain, false};
      const auto ticks = TicksOf(axis, 5);
      ASSERT_LE(ticks.size(), 7u);
      for (const Tick& tick : ticks) ASSERT_TRUE(axis.Share(tick.value) > -1e-6 && axis.Share(tick.value) < 1 + 1e-6) << low << " " << range;
    }
  }
}

TEST(Axis, AnEmptyRangeHasNoTicksAndCoveringGivesOne) {
  EXPECT_TRUE(TicksOf({"", 1, 1, Numbers::kPlain, false}).empty());
  EXPECT_TRUE(TicksOf({"", NAN, 1, Numbers::kPlain, false}).empty());
  EXPECT_TRUE(TicksOf({"", -1, 1, Numbers::kPlain, true}).empty());
  const Axis none = Covering({}, {}), one = Covering({}, {5, NAN}), logarithmic = Covering({"", 0, 0, Numbers::kPlain, true}, {-1, 0, 1});
  EXPECT_LT(none.low, none.high);
  EXPECT_TRUE(one.low < 5 && one.high > 5);
  EXPECT_TRUE(logarithmic.low > 0 && logarithmic.low < 1 && logarithmic.high > 1);
}

}  // namespace
}  // namespace auspex::draw
