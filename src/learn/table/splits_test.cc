#include "learn/table/splits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <set>

#include "base/error.h"
#include "base/random.h"

namespace auspex::learn {
namespace {

std::string TextOf(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.message();
  }
  return "nothing was thrown";
}

void ExpectEachRowTestedOnce(const std::vector<Fold>& folds, size_t rows) {
  CheckFolds(folds, rows);
  std::vector<int> tested(rows);
  for (const Fold& fold : folds) {
    EXPECT_EQ(fold.train.size() + fold.test.size(), rows);
    EXPECT_TRUE(std::is_sorted(fold.train.begin(), fold.train.end()) && std::is_sorted(fold.test.begin(), fold.test.end()));
    for (uint32_t row : fold.test) ++tested[row];
  }
  EXPECT_EQ(tested, std::vector<int>(rows, 1));
}

std::vector<uint8_t> MakeLabels(size_t rows, double share) {
  Random random(5);
  std::vector<uint8_t> labels(rows);
  for (uint8_t& label : labels) label = random.Bernoulli(share);
  return labels;
}

TEST(StratifiedFolds, SpreadEachClassToWithinARow) {
  const std::vector<uint8_t> labels = MakeLabels(1003, 0.27);
  for (size_t k : {2, 7, 10}) {
    const std::vector<Fold> folds = StratifiedFolds(labels, {.folds = k});
    ASSERT_EQ(folds.size(), k);
    ExpectEachRowTestedOnce(folds, labels.size());
    std::set<size_t> sizes, yes;
    for (const Fold& fold : folds) {
      sizes.insert(fold.test.size());
      yes.insert(static_cast<size_t>(std::count_if(fold.test.begin(), fold.test.end(), [&](uint32_t r) { return labels[r] == 1; })));
    }
    EXPECT_LE(*sizes.rbegin() - *sizes.begin(), 1u);
    EXPECT_LE(*yes.rbegin() - *yes.begin(), 1u);
  }
}

TEST(StratifiedFolds, FollowTheSeedAlone) {
  const std::vector<uint8_t> labels = MakeLabels(200, 0.5);
  EXPECT_EQ(StratifiedFolds(labels)[3].test, StratifiedFolds(labels)[3].test);
  EXPECT_NE(StratifiedFolds(labels)[3].test, StratifiedFolds(labels, {.seed = 43})[3].test);
  // Recorded once: a change of the algorithm would change everybody's figures.
  const std::vector<uint8_t> twelve = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
  const std::vector<Fold> folds = StratifiedFolds(twelve, {.folds = 3});
  EXPECT_EQ(folds[0].test, (std::vector<uint32_t>{2, 3, 6, 7}));
  EXPECT_EQ(folds[1].test, (std::vector<uint32_t>{0, 5, 9, 10}));
}

TEST(StratifiedFolds, RefuseTooLittle) {
  EXPECT_EQ(TextOf([] { StratifiedFolds(MakeLabels(9, 0.5)); }), "there are 9 rows for 10 folds");
  EXPECT_EQ(TextOf([] { StratifiedFolds(std::vector<uint8_t>{0, 0, 0, 1, 1}, {.folds = 3}); }), "there are 2 rows of class 1 for 3 folds");
  EXPECT_EQ(TextOf([] { StratifiedFolds(std::vector<uint8_t>(20), {.folds = 3}); }), "there are 0 rows of class 1 for 3 folds");
  EXPECT_EQ(TextOf([] { StratifiedFolds(MakeLabels(9, 0.5), {.folds = 1}); }), "cross-validation needs at least 2 folds, not 1");
}

TEST(GroupedFolds, KeepGroupsTogetherAndFoldsOfLikeSize) {
  Random random(8);
  std::vector<uint64_t> groups;
  for (int i = 0; i < 2000; ++i) groups.push_back(random.Below(300) * 1'000'000'007);
  const std::vector<Fold> folds = GroupedFolds(groups, {.folds = 6});
  ExpectEachRowTestedOnce(folds, groups.size());
  for (const Fold& fold : folds) {
    std::set<uint64_t> tested;
    for (uint32_t row : fold.test) tested.insert(groups[row]);
    for (uint32_t row : fold.train) EXPECT_FALSE(tested.contains(groups[row]));
    EXPECT_NEAR(static_cast<double>(fold.test.size()), 2000.0 / 6, 5);
  }
  EXPECT_EQ(TextOf([] { GroupedFolds(std::vector<uint64_t>{1, 1, 2, 2}, {.folds = 3}); }), "there are 2 groups for 3 folds");
}

TEST(SplitByTime, KeepsTheGapTheWindowAndTheGroups) {
  std::vector<int64_t> times;
  std::vector<uint64_t> groups;
  for (int64_t i = 0; i < 100; ++i) times.push_back((i * 37) % 100), groups.push_back(static_cast<uint64_t>(i % 40));
  const Fold plain = SplitByTime(times, 80);
  EXPECT_EQ(plain.train.size(), 80u);
  EXPECT_EQ(plain.test.size(), 20u);
  const Fold cut = SplitByTime(times, 80, {.gap = 10, .window = 40});
  EXPECT_EQ(cut.train.size(), 30u);  // times 40..69
  for (uint32_t row : cut.train) EXPECT_TRUE(times[row] >= 40 && times[row] < 70);
  const Fold grouped = SplitByTime(times, 80, {.groups = groups});
  std::set<uint64_t> tested;
  for (uint32_t row : grouped.test) tested.insert(groups[row]);
  EXPECT_LT(grouped.train.size(), 80u);
  for (uint32_t row : grouped.train) EXPECT_FALSE(tested.contains(groups[row]));
}

TEST(SplitByTime, RefusesWhatLeavesNothing) {
  const std::vector<int64_t> times = {1, 2, 3, 4};
  EXPECT_EQ(TextOf([&] { SplitByTime(times, 3, {.gap = 5}); }),
            "nothing is left to train on before the time 3: of 2 earlier rows the gap, the window and the tested groups take all");
  EXPECT_EQ(TextOf([&] { SplitByTime(times, 5); }), "no row is at or after the time 5 at which the test begins");
  EXPECT_EQ(TextOf([&] { SplitByTime(times, 3, {.gap = -1}); }), "the gap and the window of a split by time cannot be negative");
  const std::vector<int64_t> ends = {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()};
  EXPECT_EQ(SplitByTime(ends, ends[1], {.gap = ends[1]}).train, std::vector<uint32_t>{0});
}

TEST(TimeAtShare, HasThatShareBefore) {
  std::vector<int64_t> times;
  for (int64_t i = 0; i < 1000; ++i) times.push_back(i * 7 % 1000);
  EXPECT_EQ(TimeAtShare(times, 0.8), 800);
  EXPECT_EQ(TimeAtShare(times, 1), 999);
  EXPECT_EQ(TextOf([] { TimeAtShare({}, 0.5); }), "a split by time was given no row");
}

TEST(RollingFolds, TestEachPartByWhatIsBefore) {
  Random random(2);
  std::vector<int64_t> times;
  for (int i = 0; i < 900; ++i) times.push_back(static_cast<int64_t>(random.Below(365)));
  const std::vector<Fold> folds = RollingFolds(times, 5, {.gap = 7});
  CheckFolds(folds, times.size());
  std::set<uint32_t> tested;
  int64_t before = 0;
  for (const Fold& fold : folds) {
    int64_t first = 1000, last = 0, trained = 0;
    for (uint32_t row : fold.test) {
      first = std::min(first, times[row]);
      last = std::max(last, times[row]);
      EXPECT_TRUE(tested.insert(row).second);
    }
    for (uint32_t row : fold.train) trained = std::max(trained, times[row]);
    EXPECT_GT(first - trained, 7);
    EXPECT_GT(first, before);
    EXPECT_NEAR(static_cast<double>(fold.test.size()), 150, 12);
    before = last;
  }
  EXPECT_EQ(before, *std::max_element(times.begin(), times.end()));
}

TEST(RollingFolds, BearManyEqualTimes) {
  const std::vector<int64_t> times = {5, 5, 5, 5, 5, 5, 5, 6, 7, 8};
  const std::vector<Fold> folds = RollingFolds(times, 3);
  EXPECT_EQ(folds[0].test, std::vector<uint32_t>{7});
  EXPECT_EQ(folds[2].test, std::vector<uint32_t>{9});
  EXPECT_EQ(TextOf([&] { RollingFolds(times, 4); }), "there are 4 different times, one more than the folds is the least, for 4 folds");
  EXPECT_EQ(TextOf([&] { RollingFolds(times, 0); }), "a rolling origin needs at least 1 fold");
}

TEST(ColumnFolds, TestEachValueByTheOthers) {
  const std::vector<std::string> values = {"b", "a", "b", "c"};
  const std::vector<Fold> folds = ColumnFolds(values);
  ExpectEachRowTestedOnce(folds, values.size());
  EXPECT_EQ(folds[1].name, "b");
  EXPECT_EQ(folds[1].test, (std::vector<uint32_t>{0, 2}));
  EXPECT_EQ(TextOf([] { ColumnFolds(std::vector<std::string>{"x", "x"}); }), "the column of folds has 1 different values; 2 are the least");
}

TEST(CheckFolds, NamesWhatIsWrong) {
  EXPECT_EQ(TextOf([] { CheckFolds({}, 3); }), "there is no fold to judge a model by");
  EXPECT_EQ(TextOf([] { CheckFolds(std::vector<Fold>{{"a", {}, {1}}}, 3); }), "fold 'a' has no row to train on");
  EXPECT_EQ(TextOf([] { CheckFolds(std::vector<Fold>{{"a", {1}, {}}}, 3); }), "fold 'a' has no row to test");
  EXPECT_EQ(TextOf([] { CheckFolds(std::vector<Fold>{{"a", {1}, {3}}}, 3); }), "fold 'a' names row 3 of 3");
  EXPECT_EQ(TextOf([] { CheckFolds(std::vector<Fold>{{"a", {1, 2}, {2}}}, 3); }), "fold 'a' holds row 2 twice");
}

}  // namespace
}  // namespace auspex::learn
