#include "draw/numbers.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace auspex::draw {
namespace {

TEST(Numbers, ThousandsAreSeparatedAndTheMinusIsATrueOne) {
  EXPECT_EQ(Decimal(1234567.5, 1), "1,234,567.5");
  EXPECT_EQ(Decimal(-3, 0), "−3");
  EXPECT_EQ(Decimal(999, 0), "999");
  EXPECT_EQ(Decimal(-1000, 2), "−1,000.00");
}

TEST(Numbers, NothingIsMinusZero) {
  EXPECT_EQ(Decimal(-0.0001, 2), "0.00");
  EXPECT_EQ(Signed(0.0001, 2), "0.00");
  EXPECT_EQ(Signed(-0.0, 1), "0.0");
  EXPECT_EQ(Signed(0.25, 1), "+0.2");
}

TEST(Numbers, WhatIsNoNumberIsADash) {
  const double none = std::numeric_limits<double>::quiet_NaN(), infinite = std::numeric_limits<double>::infinity();
  EXPECT_EQ(Decimal(none, 2), "–");
  EXPECT_EQ(Percent(none), "–");
  EXPECT_EQ(Significant(infinite), "∞");
  EXPECT_EQ(Percent(-infinite), "−∞");
  EXPECT_EQ(Ratio(none), "–");
}

TEST(Numbers, SignificantDigitsFollowTheSize) {
  EXPECT_EQ(Significant(0.012345), "0.0123");
  EXPECT_EQ(Significant(1.5), "1.5");
  EXPECT_EQ(Significant(123456.7), "123,457");
  EXPECT_EQ(Significant(0), "0");
  EXPECT_EQ(Significant(1e-30), "1.00e-30");
}

TEST(Numbers, RatiosKeepTheirDecimals) {
  EXPECT_EQ(Ratio(1.7), "1.70");
  EXPECT_EQ(Ratio(12.34), "12.3");
  EXPECT_EQ(Ratio(1234), "1,234");
  EXPECT_EQ(Ratio(0.0123), "0.012");
}

TEST(Numbers, SharesAndPValues) {
  EXPECT_EQ(Percent(0.12345), "12.3%");
  EXPECT_EQ(Percent(1, 0), "100%");
  EXPECT_EQ(PValue(0.00001), "<0.001");
  EXPECT_EQ(PValue(0.04), "0.040");
}

}  // namespace
}  // namespace auspex::draw
