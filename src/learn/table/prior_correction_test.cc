#include "learn/table/prior_correction.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace auspex::learn {
namespace {

TEST(PriorCorrection, FollowsEquationFour) {
  // p 0.8, trained on halves, true share 0.1: 0.8 × 0.1/0.5 / (0.8 × 0.1/0.5 + 0.2 × 0.9/0.5) = 0.16 / 0.52
  const PriorCorrection correction(0.5, 0.1);
  EXPECT_FLOAT_EQ(correction(0.8f), static_cast<float>(0.16 / 0.52));
  EXPECT_FLOAT_EQ(correction(0.5f), 0.1f);
  EXPECT_EQ(correction(0.0f), 0.0f);
  EXPECT_EQ(correction(1.0f), 1.0f);
}

TEST(PriorCorrection, ChangesNoBitWhereSharesAreEqual) {
  EXPECT_TRUE(PriorCorrection(0.3, 0.3).changes_nothing());
  EXPECT_EQ(PriorCorrection()(0.123456f), 0.123456f);
  EXPECT_THROW(PriorCorrection(0.0, 0.3), Error);
}

TEST(PriorCorrection, WeightsReachTheShareAndKeepTheirSum) {
  const std::vector<uint8_t> labels = {1, 0, 0, 0, 0};
  const std::vector<float> weights = {2, 1, 1, 3, 1};
  EXPECT_DOUBLE_EQ(ShareOfYes(labels, weights), 0.25);
  const std::vector<float> even = WeightsForShare(labels, weights, 0.5);
  EXPECT_EQ(even, (std::vector<float>{4, static_cast<float>(2 / 3.0), static_cast<float>(2 / 3.0), 2, static_cast<float>(2 / 3.0)}));
  EXPECT_NEAR(ShareOfYes(labels, even), 0.5, 1e-7);
  EXPECT_NEAR(ShareOfYes(labels, WeightsForShare(labels, {}, 0.7)), 0.7, 1e-7);
  const std::vector<uint8_t> one(3, 1);
  EXPECT_THROW(WeightsForShare(one, {}, 0.5), Error);
}

}  // namespace
}  // namespace auspex::learn
