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

TEST(CalibrationBins, WholeWeightsCountAsRepeatedRowsAndWidenTheInterval) {
  std::vector<float> probabilities, weights, repeated;
  std::vector<int8_t> labels, again;
  for (int i = 0; i < 200; ++i) {
    probabilities.push_back(static_cast<float>((i * 37) % 101) / 101.0f);
    labels.push_back((i * i) % 5 < 2);
    weights.push_back(static_cast<float>(i % 4));
    for (int k = 0; k < i % 4; ++k) repeated.push_back(probabilities.back()), again.push_back(labels.back());
  }
  const std::vector<CalibrationBin> bins = CalibrationBins(probabilities, labels, 8, weights), same = CalibrationBins(repeated, again, 8);
  ASSERT_EQ(bins.size(), same.size());
  for (size_t b = 0; b < bins.size(); ++b) {
    EXPECT_NEAR(bins[b].mean, same[b].mean, 1e-12);
    EXPECT_NEAR(bins[b].observed, same[b].observed, 1e-12);
    EXPECT_EQ(bins[b].weight, same[b].weight);
    EXPECT_LE(bins[b].low, same[b].low);  // 1 row of weight 3 tells less than 3 rows
    EXPECT_GE(bins[b].high, same[b].high);
  }
}

}  // namespace
}  // namespace auspex::learn
