#include "simulate/assess.h"

#include <gtest/gtest.h>

#include "base/threads.h"
#include "simulate/small_process_for_test.h"

namespace auspex::simulate {
namespace {

const TruthOptions kOptions{.steps = 3, .targets = {3}, .horizon_seconds = 86400, .symbols_only = false};

TEST(Assess, SeeingMoreIsNeverWorse) {
  const Process process(SmallProcess());
  const Assessment result = Assess(process, kOptions, 20'000, 1);
  EXPECT_LT(result.best.log_loss, result.best_by_symbols.log_loss);
  EXPECT_LT(result.best_by_symbols.log_loss, result.markov.log_loss);
  EXPECT_GT(result.best.top1, result.markov.top1);
  EXPECT_EQ(result.best.top5, 1) << "there are only four symbols";
  EXPECT_EQ(result.predictions, result.events - result.customers) << "every event but a customer's last has a next";
  ASSERT_EQ(result.conversions.size(), 1u);
  EXPECT_NEAR(result.conversions[0].foretold, result.conversions[0].events, 0.005);
  EXPECT_GT(result.conversions[0].auc, 0.6);
}

TEST(Assess, SameNumbersForAnyNumberOfThreads) {
  const Process process(SmallProcess());
  SetThreads(1);
  const Assessment one = Assess(process, kOptions, 3'000, 2);
  SetThreads(7);
  const Assessment seven = Assess(process, kOptions, 3'000, 2);
  SetThreads(0);
  EXPECT_EQ(one.best.log_loss, seven.best.log_loss);
  EXPECT_EQ(one.conversions[0].auc, seven.conversions[0].auc);
}

}  // namespace
}  // namespace auspex::simulate
