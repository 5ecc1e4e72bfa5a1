#include "flow/watch.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.h"
#include "data/panel_months.h"
#include "data/past_future.h"
#include "flow/action_tables.h"
#include "flow/planned_contacts.h"
#include "flow/watch_periods.h"
#include "pack/toml_reader.h"

namespace auspex::flow {
namespace {

using Texts = std::map<std::string, std::string>;

constexpr size_t kMostValues = 20;  ///< charts of one `by`
constexpr double kLeastExpected = 5;

/// Names of the columns that a pack's SELECT has to give, by position.
std::string Positions(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + store::QuoteName(name);
  return out;
}

store::Result Ask(store::Connection& connection, const std::string& sql, const std::string& whose, const std::string& where,
                  const std::string& advice) {
  try {
    return connection.Query(sql);
  } catch (const Error& error) {
    if (error.fault() == Fault::kCancelled) throw;
    pack::Refuse("the counts of the " + whose + " do not hold as SQL: " + error.message().substr(0, error.message().find("\n\nLINE")), where, advice);
  }
}

store::Result AskWatch(store::Connection& connection, const pack::Act& act, const pack::Watch& watch) {
  std::vector<std::string> names = {"day"};
  std::string select = "SELECT CAST(day AS DATE) - DATE '1970-01-01'";
  for (size_t i = 0; i < watch.by.size(); ++i) {
    names.push_back("by " + std::to_string(i));
    select += ", CAST(" + store::QuoteName(names.back()) + " AS VARCHAR)";
  }
  names.insert(names.end(), {"trials", "successes"});
  const std::string sql = select + ", CAST(trials AS BIGINT), CAST(successes AS BIGINT) FROM " + InBrackets(watch.sql) + " AS counts(" +
                          Positions(names) + ") WHERE trials > 0 AND day IS NOT NULL ORDER BY ALL";
  return Ask(connection, sql, "watch `" + watch.name + "`", pack::At(act.file, watch.line),
             "select the day (or the first of a month), a column for each of `by`, how many there were and how many of them succeeded, over past.TABLE");
}

store::Result AskFunnel(store::Connection& connection, const pack::Act& act) {
  std::vector<std::string> names = {"run", "value"};
  for (size_t i = 0; i < act.funnel->steps.size(); ++i) names.push_back("step " + std::to_string(i));
  const std::string sql =
      "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM " + InBrackets(act.funnel->sql) + " AS counts(" + Positions(names) + ") ORDER BY run DESC, value";
  return Ask(connection, sql, "funnel", pack::At(act.file, act.funnel->line),
             "select the plan's run, the column of `by`, and a count for each step, over past.planned and past.TABLE");
}

/// What is counted of all, and of each value of each `by`.
struct Counts {
  DayCounts all;
  std::vector<std::map<std::string, DayCounts>> by;  ///< [by]
};

uint64_t TrialsOf(const DayCounts& days) {
  uint64_t trials = 0;
  for (const auto& [day, count] : days) trials += count.trials;
  return trials;
}

Counts ReadCounts(store::Connection& connection, const pack::Act& act, const pack::Watch& watch) {
  Counts counts{{}, std::vector<std::map<std::string, DayCounts>>(watch.by.size())};
  for (const auto& row : AskWatch(connection, act, watch).Rows()) {
    const int64_t day = std::stoll(*row[0]);
    const DayCount more{std::stoull(row[watch.by.size() + 1].value_or("0")), std::stoull(row[watch.by.size() + 2].value_or("0"))};
    const auto add = [&](DayCounts& days) { days[day].trials += more.trials, days[day].successes += more.successes; };
    add(counts.all);
    for (size_t i = 0; i < watch.by.size(); ++i) {
      if (row[1 + i]) add(counts.by[i][*row[1 + i]]);
    }
  }
  return counts;
}

/// The share from period `first` on.
double ShareSince(const learn::ControlChart& chart, size_t first) {
  uint64_t trials = 0, successes = 0;
  for (size_t i = first; i < chart.points.size(); ++i) trials += chart.points[i].trials, successes += chart.points[i].successes;
  return static_cast<double>(successes) / static_cast<double>(trials);
}

/// The newest period that can lie beyond a limit by more than chance: of one that has just begun, limits say little.
size_t NewestOf(const learn::ControlChart& chart) {
  const double rarer = std::min(chart.centre, 1 - chart.centre);
  for (size_t i = chart.points.size(); i-- > 0;) {
    if (static_cast<double>(chart.points[i].trials) * rarer >= kLeastExpected) return i;
  }
  return chart.points.size() - 1;
}

void AddWarnings(WatchedShare& share) {
  const size_t newest = NewestOf(share.chart);
  const auto& point = share.chart.points[newest];
  if (point.beyond != 0) share.warnings.push_back({"beyond", point.beyond, share.periods[newest], point.share});
  if (share.chart.drifted_since) {
    const size_t since = *share.chart.drifted_since;
    share.warnings.push_back({"drifted", share.chart.points.back().drifted, share.periods[since], ShareSince(share.chart, since)});
  }
}

/// Why the counts do not make a chart; nothing if they do.
std::optional<NoChart> Lacking(const PeriodCounts& counts) {
  if (counts.names.empty()) return NoChart{"none", 0, 0};
  if (counts.names.size() <= counts.baseline || counts.baseline < 2) return NoChart{"few_periods", counts.names.size(), std::max<size_t>(counts.baseline, 2)};
  double trials = 0, successes = 0;
  for (size_t i = 0; i < counts.baseline; ++i) {
    trials += static_cast<double>(counts.trials[i]), successes += static_cast<double>(counts.successes[i]);
  }
  const double rarer = std::min(successes, trials - successes) / trials, average = trials / static_cast<double>(counts.baseline);
  if (rarer == 0) return NoChart{"one_outcome", static_cast<uint64_t>(std::llround(average)), 0};
  if (average * rarer >= kLeastExpected) return std::nullopt;
  return NoChart{"few_contacts", static_cast<uint64_t>(std::llround(average)), static_cast<uint64_t>(std::ceil(kLeastExpected / rarer))};
}

void Measure(const DayCounts& days, const pack::Watch& watch, WatchedShare& share) {
  const PeriodCounts counts = CountByPeriod(days, watch.period, watch.baseline);
  share.weeks = counts.weeks, share.periods = counts.names, share.baseline = counts.baseline, share.trials = TrialsOf(days);
  share.no_chart = Lacking(counts);
  if (share.no_chart) return;
  learn::ControlChartOptions options;
  options.baseline = counts.baseline;
  share.chart = learn::ChartShares(counts.trials, counts.successes, options);
  AddWarnings(share);
}

void AddShares(store::Connection& connection, const pack::Act& act, const pack::Watch& watch, WatchSummary& summary) {
  const Counts counts = ReadCounts(connection, act, watch);
  WatchedShare all;
  all.name = watch.name;
  Measure(counts.all, watch, all);
  summary.shares.push_back(std::move(all));
  for (size_t i = 0; i < watch.by.size(); ++i) {
    std::vector<WatchedShare> shares;
    for (const auto& [value, days] : counts.by[i]) {
      WatchedShare& share = shares.emplace_back();
      share.name = watch.name, share.by = watch.by[i], share.value = value;
      Measure(days, watch, share);
    }
    std::ranges::stable_sort(shares, std::ranges::greater(), &WatchedShare::trials);
    if (shares.size() > kMostValues) shares.resize(kMostValues);
    std::ranges::move(shares, std::back_inserter(summary.shares));
  }
}

void AddPlans(store::Connection& connection, const pack::Act& act, WatchSummary& summary) {
  if (!act.funnel) return;
  summary.funnel_by = act.funnel->by;
  for (const auto& row : AskFunnel(connection, act).Rows()) {
    PlanOutcome& plan = summary.plans.emplace_back();
    plan.run = std::stoll(row[0].value_or("0")), plan.value = row[1].value_or("");
    for (size_t i = 2; i < row.size(); ++i) plan.counts.push_back(row[i] ? std::optional<uint64_t>(std::stoull(*row[i])) : std::nullopt);
  }
}

std::string Called(const Texts& texts, const std::string& by, const std::string& value) {
  const auto at = texts.find(by + "." + value);
  return at == texts.end() ? value : at->second;
}

void Say(WatchSummary& summary, const pack::Act& act, const pack::Pack& pack, const std::string& language) {
  const auto spoken = pack.wording.find(language);
  const Texts& texts = spoken == pack.wording.end() ? pack.wording.at(pack.language) : spoken->second;
  for (auto& share : summary.shares) {
    share.text = texts.at(std::ranges::find(act.watches, share.name, &pack::Watch::name)->text);
    share.called = share.by.empty() ? "" : Called(texts, share.by, share.value);
  }
  summary.steps.clear();
  if (!act.funnel) return;
  for (const auto& step : act.funnel->steps) summary.steps.push_back(texts.at(step));
  for (auto& plan : summary.plans) plan.called = Called(texts, act.funnel->by, plan.value);
}

}  // namespace

WatchSummary WatchContacts(store::Workspace& workspace, const pack::Pack& pack, const std::string& language) {
  const pack::Act act = ReadActOf(pack);
  store::Connection connection = workspace.Connect();
  const Micros month = data::PanelMonths(connection, pack).back();
  const data::PastApart past(connection, pack, data::MonthOf(month));
  MakePlanned(connection, past.workspace());
  MakeActTables(connection, act);
  WatchSummary summary;
  summary.month = data::MonthName(month);
  for (const auto& watch : act.watches) AddShares(connection, act, watch, summary);
  AddPlans(connection, act, summary);
  Say(summary, act, pack, language);
  return summary;
}

void SayWatch(WatchSummary& summary, const pack::Pack& pack, const std::string& language) { Say(summary, ReadActOf(pack), pack, language); }

void CheckWatches(const pack::Pack& pack) {
  if (pack.act.empty()) return;
  const pack::Act act = ReadActOf(pack);
  store::Database database({});
  store::Connection connection = database.Connect();
  data::SetEmptyPast(connection, pack);
  MakeEmptyPlanned(connection);
  MakeActTables(connection, act);
  for (const auto& watch : act.watches) AskWatch(connection, act, watch);
  if (act.funnel) AskFunnel(connection, act);
}

}  // namespace auspex::flow
