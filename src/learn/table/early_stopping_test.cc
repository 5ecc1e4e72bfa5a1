#include "learn/table/early_stopping.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace auspex::learn {
namespace {

TEST(EarlyStopping, StopsAfterSoManyRoundsWithoutABetterLossAndKeepsTheBest) {
  EarlyStopping stopping(3);
  for (const double loss : {0.6, 0.5, 0.55, 0.49, 0.49, 0.5}) EXPECT_FALSE(stopping.Add(loss)) << loss;
  EXPECT_TRUE(stopping.Add(0.6));
  EXPECT_EQ(stopping.best_rounds(), 4u);
}

TEST(EarlyStopping, AnEvenLossIsNotBetter) {
  EarlyStopping stopping(2);
  EXPECT_FALSE(stopping.Add(0.5));
  EXPECT_FALSE(stopping.Add(0.5));
  EXPECT_TRUE(stopping.Add(0.5));
  EXPECT_EQ(stopping.best_rounds(), 1u);
}

TEST(ValidationLoss, IsTheWeightedMeanOfMinusTheLogOfWhatWasGivenToTheOutcome) {
  const FeatureTable table{.rows = 3, .schema = {}, .columns = {}};
  const std::vector<uint8_t> labels{1, 0, 1};
  const std::vector<float> weights{1, 2, 0};
  const std::vector<double> probabilities{0.8, 0.4, 0.0};
  EXPECT_NEAR(ValidationLoss({table, labels, weights}, probabilities), (-std::log(0.8) - 2 * std::log(0.6)) / 3, 1e-15);
  EXPECT_TRUE(std::isfinite(ValidationLoss({table, labels, {}}, probabilities)));
}

}  // namespace
}  // namespace auspex::learn
