#include "learn/class_metrics.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"

namespace auspex::learn {
namespace {

TEST(ClassMetrics, AgreeWithCountingByHand) {
  constexpr size_t kClasses = 6;
  const std::vector<float> probabilities{
      .50f, .10f, .10f, .10f, .10f, .10f,  // of 0: ranked first
      .40f, .20f, .10f, .10f, .10f, .10f,  // of 1: second
      .30f, .25f, .15f, .15f, .10f, .05f,  // of 5: sixth
      .10f, .50f, .10f, .10f, .10f, .10f,  // of 1: first
      .90f, .02f, .02f, .02f, .02f, .02f,  // without a label
  };
  const std::vector<int32_t> labels{0, 1, 5, 1, -1};
  const ClassReport report = MeasureClasses(probabilities, labels, kClasses);
  const auto& c = report.classes;
  EXPECT_EQ(c[0].count, 1u);
  EXPECT_EQ(c[0].foretold, 3u);
  EXPECT_EQ(c[0].Recall1(), 1.0);
  EXPECT_NEAR(c[0].Precision(), 1.0 / 3, 1e-15);
  EXPECT_EQ(c[1].count, 2u);
  EXPECT_EQ(c[1].Recall1(), 0.5);
  EXPECT_EQ(c[1].Recall5(), 1.0);
  EXPECT_EQ(c[1].Precision(), 1.0);
  EXPECT_EQ(c[5].Recall1(), 0.0);
  EXPECT_EQ(c[5].Recall5(), 0.0);
  EXPECT_TRUE(std::isnan(c[5].Precision())) << "it is never ranked first";
  EXPECT_TRUE(std::isnan(c[2].Recall1())) << "it never comes";
  EXPECT_EQ(report.right, (std::vector<int8_t>{1, 0, 0, 1, -1}));
  EXPECT_EQ(report.confidence, (std::vector<float>{.5f, .4f, .3f, .5f, .9f}));
}

TEST(ClassMetrics, RankEqualProbabilitiesByIndex) {
  const std::vector<float> probabilities{.5f, .5f, .5f, .5f};
  const std::vector<int32_t> labels{0, 1};
  const ClassReport report = MeasureClasses(probabilities, labels, 2);
  EXPECT_EQ(report.classes[0].foretold, 2u);
  EXPECT_EQ(report.right, (std::vector<int8_t>{1, 0}));
}

TEST(ClassMetrics, RefuseUnequalColumns) {
  const std::vector<int32_t> labels{0, 1};
  EXPECT_THROW(MeasureClasses(std::vector<float>{1.0f}, labels, 2), Error);
}

}  // namespace
}  // namespace auspex::learn
