#include "flow/watch_periods.h"

#include <algorithm>

#include "base/time.h"

namespace auspex::flow {
namespace {

constexpr double kLeastExpected = 5;

/// 1970-01-01 was a Thursday.
int64_t MondayOf(int64_t day) { return day - ((day + 3) % 7 + 7) % 7; }

std::string NameOf(int64_t day) { return FormatDate(day * kDay); }

PeriodCounts Group(const DayCounts& days, bool weeks, size_t baseline_months) {
  std::map<std::string, DayCount> periods;
  for (const auto& [day, count] : days) {
    auto& period = periods[weeks ? NameOf(MondayOf(day)) : NameOf(day).substr(0, 7)];
    period.trials += count.trials, period.successes += count.successes;
  }
  PeriodCounts out{.weeks = weeks, .names = {}, .trials = {}, .successes = {}, .baseline = baseline_months};
  for (const auto& [name, count] : periods) {
    out.names.push_back(name), out.trials.push_back(count.trials), out.successes.push_back(count.successes);
  }
  if (weeks && !days.empty()) {
    const int64_t length = static_cast<int64_t>(baseline_months) * 3044 / 100;  // a month has 30.44 days on average
    const std::string end = NameOf(days.begin()->first + length);
    out.baseline = static_cast<size_t>(std::ranges::count_if(out.names, [&](const std::string& name) { return name < end; }));
  }
  return out;
}

/// Whether no week but the first and the last lacks what a limit needs.
bool Enough(const PeriodCounts& weeks, const DayCounts& days) {
  const int64_t between = (MondayOf(days.rbegin()->first) - MondayOf(days.begin()->first)) / 7 + 1;
  if (static_cast<int64_t>(weeks.names.size()) != between || weeks.names.size() <= weeks.baseline) return false;
  double trials = 0, successes = 0;
  for (size_t i = 0; i < weeks.trials.size(); ++i) {
    trials += static_cast<double>(weeks.trials[i]), successes += static_cast<double>(weeks.successes[i]);
  }
  const double rarer = std::min(successes, trials - successes) / trials;
  for (size_t i = 1; i + 1 < weeks.trials.size(); ++i) {
    if (static_cast<double>(weeks.trials[i]) * rarer < kLeastExpected) return false;
  }
  return true;
}

}  // namespace

PeriodCounts CountByPeriod(const DayCounts& days, pack::WatchPeriod period, size_t baseline_months) {
  if (period == pack::WatchPeriod::kMonth || days.empty()) return Group(days, false, baseline_months);
  PeriodCounts weeks = Group(days, true, baseline_months);
  if (period == pack::WatchPeriod::kWeek || Enough(weeks, days)) return weeks;
  return Group(days, false, baseline_months);
}

}  // namespace auspex::flow
