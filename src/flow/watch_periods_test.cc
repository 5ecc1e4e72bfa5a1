// Days put together by months and weeks; weeks are counted by hand from a calendar of 2025.
#include "flow/watch_periods.h"

#include <gtest/gtest.h>

#include "base/time.h"

namespace auspex::flow {
namespace {

int64_t Day(const std::string& date) { return *ParseTime(date) / kDay; }

/// The same count on every day of the span.
DayCounts Daily(const std::string& first, const std::string& last, DayCount count) {
  DayCounts days;
  for (int64_t day = Day(first); day <= Day(last); ++day) days[day] = count;
  return days;
}

TEST(WatchPeriods, MonthsAddUpTheirDays) {
  const auto months = CountByPeriod({{Day("2025-01-31"), {10, 1}}, {Day("2025-02-01"), {20, 2}}, {Day("2025-02-28"), {30, 3}}}, pack::WatchPeriod::kMonth, 1);
  EXPECT_FALSE(months.weeks);
  EXPECT_EQ(months.names, (std::vector<std::string>{"2025-01", "2025-02"}));
  EXPECT_EQ(months.trials, (std::vector<uint64_t>{10, 50}));
  EXPECT_EQ(months.successes, (std::vector<uint64_t>{1, 5}));
  EXPECT_EQ(months.baseline, 1u);
}

TEST(WatchPeriods, AWeekBeginsOnMondayAlsoBefore1970) {
  const auto weeks = CountByPeriod({{Day("2025-09-07"), {1, 0}}, {Day("2025-09-08"), {2, 1}}, {Day("2025-09-14"), {4, 1}}, {Day("2025-09-15"), {8, 1}}},
                                   pack::WatchPeriod::kWeek, 1);
  EXPECT_EQ(weeks.names, (std::vector<std::string>{"2025-09-01", "2025-09-08", "2025-09-15"}));
  EXPECT_EQ(weeks.trials, (std::vector<uint64_t>{1, 6, 8}));
  EXPECT_EQ(CountByPeriod({{-4, {1, 0}}, {-3, {1, 0}}}, pack::WatchPeriod::kWeek, 1).names, (std::vector<std::string>{"1969-12-22", "1969-12-29"}));
}

TEST(WatchPeriods, EnoughInEveryWeekMakesWeeks) {
  // 14 a week, 7 of them successes: 5 are expected
  const auto weeks = CountByPeriod(Daily("2025-01-01", "2025-12-31", {2, 1}), pack::WatchPeriod::kAuto, 6);
  EXPECT_TRUE(weeks.weeks);
  EXPECT_EQ(weeks.names.size(), 53u);
  EXPECT_EQ(weeks.names.front(), "2024-12-30");
  EXPECT_EQ(weeks.baseline, 27u) << "the weeks that begin before 2025-07-02, 182 days on";
  // 7 a week, of which 3.5 successes
  EXPECT_FALSE(CountByPeriod(Daily("2025-01-01", "2025-12-31", {1, 1}), pack::WatchPeriod::kAuto, 6).weeks) << "no failure is expected";
}

TEST(WatchPeriods, AWeekWithoutEnoughMakesMonthsUnlessItIsCutOff) {
  auto days = Daily("2025-01-01", "2025-12-31", {2, 1});
  for (int64_t day = Day("2025-08-04"); day <= Day("2025-08-10"); ++day) days.erase(day);
  EXPECT_FALSE(CountByPeriod(days, pack::WatchPeriod::kAuto, 6).weeks) << "a week of August is empty";
  EXPECT_TRUE(CountByPeriod(Daily("2025-01-05", "2025-12-29", {2, 1}), pack::WatchPeriod::kAuto, 6).weeks) << "the first and the last week have one day";
}

TEST(WatchPeriods, FirstsOfMonthsAreMonths) {
  DayCounts days;
  for (int month = 1; month <= 9; ++month) days[Day("2025-0" + std::to_string(month) + "-01")] = {1000, 500};
  EXPECT_FALSE(CountByPeriod(days, pack::WatchPeriod::kAuto, 6).weeks);
}

TEST(WatchPeriods, NothingIsNoPeriod) { EXPECT_TRUE(CountByPeriod({}, pack::WatchPeriod::kAuto, 6).names.empty()); }

}  // namespace
}  // namespace auspex::flow
