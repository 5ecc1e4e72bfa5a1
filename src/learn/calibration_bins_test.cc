#include "learn/calibration_bins.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace auspex::learn {
namespace {

TEST(CalibrationBins, HoldEqualCountsInOrder) {
  // By hand: ranks 0.1 0.2 | 0.3 0.4 | 0.6 0.9.
  const std::vector<float> probabilities{0.9f, 0.1f, 0.4f, 0.2f, 0.3f, 0.6f};
  const std::vector<int8_t> labels{1, 0, 1, 0, 0, 1};
  const auto curve = CalibrationBins(probabilities, labels, 3);
  ASSERT_EQ(curve.size(), 3u);
  EXPECT_NEAR(curve[0].mean, 0.15, 1e-7);
  EXPECT_EQ(curve[0].observed, 0);
  EXPECT_NEAR(curve[1].mean, 0.35, 1e-7);
  EXPECT_EQ(curve[1].observed, 0.5);
  EXPECT_NEAR(curve[2].mean, 0.75, 1e-7);
  EXPECT_EQ(curve[2].observed, 1);
  for (const auto& bin : curve) EXPECT_EQ(bin.count, 2u);
  EXPECT_NEAR(curve[1].low, 0.0945, 5e-5);  // Wilson for 1 of 2: (1 + z²/2 ∓ z√(1/2 + z²/4)) / (2 + z²)
  EXPECT_NEAR(curve[1].high, 0.9055, 5e-5);
}

TEST(CalibrationBins, KeepEqualProbabilitiesTogether) {
  const std::vector<float> probabilities{0.5f, 0.5f, 0.5f, 0.5f, 0.7f, 0.5f};
  const std::vector<int8_t> labels{1, 0, 1, 0, 1, -1};  // the last is passed over
  const auto curve = CalibrationBins(probabilities, labels, 10);
  ASSERT_EQ(curve.size(), 2u);
  EXPECT_EQ(curve[0].count, 4u);
  EXPECT_EQ(curve[0].observed, 0.5);
  EXPECT_EQ(curve[1].count, 1u);
}

TEST(CalibrationBins, AreNoneWithoutRowsAndRefuseUnequalColumns) {
  EXPECT_TRUE(CalibrationBins({}, {}).empty());
  const std::vector<float> probabilities{0.5f};
  EXPECT_THROW(CalibrationBins(probabilities, {}), Error);
}

}  // namespace
}  // namespace auspex::learn
