#include "learn/table/boosting_task.h"

#include <gtest/gtest.h>

#include "learn/table/boosting_fixture.h"
#include "learn/table/lightgbm_training.h"

namespace auspex::learn {
namespace {

TEST(BoostingTask, PutsConstraintsIntoTheOrderOfTheFeatures) {
  const BoostingSample sample = MakeBoostingSample(50, 1);
  ClassifierOptions options;
  options.monotone = {{"noise", -1}, {"x", 1}};
  EXPECT_EQ(MakeBoostingTask(sample.Rows(), nullptr, options, 1).monotone, (std::vector<int>{1, 0, 0, -1}));
}

TEST(BoostingTask, RefusesConstraintsThatMeanNothing) {
  const BoostingSample sample = MakeBoostingSample(50, 1);
  const auto complaint = [&](const Monotone& constraint) {
    ClassifierOptions options;
    options.monotone = {constraint};
    return Complaint([&] { MakeBoostingTask(sample.Rows(), nullptr, options, 1); });
  };
  EXPECT_EQ(complaint({"z", 1}), "there is no feature 'z' to be monotone in");
  EXPECT_EQ(complaint({"group of many", 1}), "the feature 'group of many' is a category and has no order to be monotone in");
  EXPECT_EQ(complaint({"x", 2}), "the direction 2 is none of -1, 0 and 1");
}

TEST(BoostingTask, RefusesSettingsOutsideTheirRange) {
  const BoostingSample sample = MakeBoostingSample(50, 1);
  const auto complaint = [&](const auto& set) {
    ClassifierOptions options;
    set(options.boosting);
    return Complaint([&] { MakeBoostingTask(sample.Rows(), nullptr, options, 1); });
  };
  EXPECT_EQ(complaint([](BoostingOptions& o) { o.rounds = 0; }), "the boosting setting 'rounds' must be 1 to 1000000");
  EXPECT_EQ(complaint([](BoostingOptions& o) { o.learning_rate = 0; }), "the boosting setting 'learning_rate' must be above 0 and at most 1");
  EXPECT_EQ(complaint([](BoostingOptions& o) { o.seeds = 0; }), "the boosting setting 'seeds' must be 1 to 100");
  EXPECT_EQ(complaint([](BoostingOptions& o) { o.leaves = 1; }), "the boosting setting 'leaves' must be 0 or 2 to 131072");
  EXPECT_EQ(complaint([](BoostingOptions& o) { o.l2 = -1; }), "the boosting setting 'l2' must be a number from 0 up");
  EXPECT_EQ(complaint([](BoostingOptions& o) { o.rows_share = 1.5; }), "the boosting setting 'rows_share' must be above 0 and at most 1");
}

TEST(BoostingTask, GrowsSmallerTreesOnSmallerTables) {
  EXPECT_EQ(LeavesFor(100), 4u);
  EXPECT_EQ(LeavesFor(15000), 10u);
  EXPECT_EQ(LeavesFor(1'000'000), 31u);
  const BoostingSample sample = MakeBoostingSample(50, 1);
  ClassifierOptions options;
  EXPECT_EQ(MakeBoostingTask(sample.Rows(), nullptr, options, 1).options.leaves, 4u);
  options.boosting.leaves = 9;
  EXPECT_EQ(MakeBoostingTask(sample.Rows(), nullptr, options, 1).options.leaves, 9u);
}

TEST(BoostingTask, CountsCopiesOfARowAsOne) {
  const BoostingSample sample = MakeBoostingSample(30000, 1);
  TrainingRows rows = sample.Rows();
  rows.copies = 3;
  const BoostingTask task = MakeBoostingTask(rows, nullptr, {}, 1);
  EXPECT_EQ(task.options.leaves, LeavesFor(10000));
  EXPECT_NE(LightgbmSettings(task).find(" min_data_in_leaf=60 "), std::string::npos) << LightgbmSettings(task);
}

TEST(BoostingTask, ValidationRowsThatWeighNothingAreNone) {
  const BoostingSample sample = MakeBoostingSample(50, 1);
  const std::vector<float> nothing(50, 0.0f);
  const TrainingRows light{sample.table, sample.labels, nothing}, heavy = sample.Rows();
  const ClassifierOptions options;
  EXPECT_EQ(MakeBoostingTask(sample.Rows(), &light, options, 1).validation, nullptr);
  EXPECT_EQ(MakeBoostingTask(sample.Rows(), &light, options, 1).rounds, options.boosting.rounds_alone);
  EXPECT_EQ(MakeBoostingTask(sample.Rows(), &heavy, options, 1).rounds, options.boosting.rounds);
}

}  // namespace
}  // namespace auspex::learn
