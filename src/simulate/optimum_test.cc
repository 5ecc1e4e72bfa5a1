#include "simulate/optimum.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace auspex::simulate {
namespace {

// Python, scikit-learn 1.9.1: y = [0,0,1, 0,1, 1,0,1,1], p = [.1,.1,.1, .5,.5, .9,.9,.9,.9];
// roc_auc_score(y, p) = 0.7, brier_score_loss(y, p) = 0.2411111111111111
TEST(Optimum, AgreesWithScikitLearn) {
  const std::vector<ForetoldRows> rows = {{0.1, 3, 1}, {0.5, 2, 1}, {0.9, 4, 3}};
  const Optimum optimum = Measure(rows);
  EXPECT_EQ(optimum.rows, 9u);
  EXPECT_EQ(optimum.happened, 5u);
  EXPECT_NEAR(optimum.auc, 0.7, 1e-12);
  EXPECT_NEAR(optimum.brier, 0.2411111111111111, 1e-12);
  EXPECT_NEAR(optimum.foretold, (3 * 0.1 + 2 * 0.5 + 4 * 0.9) / 9, 1e-12);
}

TEST(Optimum, HasNoAucWhereAllOrNoneHappened) {
  EXPECT_TRUE(std::isnan(Measure(std::vector<ForetoldRows>{{0.1, 3, 0}}).auc));
  EXPECT_TRUE(std::isnan(Measure(std::vector<ForetoldRows>{{0.1, 3, 3}}).auc));
  EXPECT_EQ(Measure({}).rows, 0u);
}

}  // namespace
}  // namespace auspex::simulate
