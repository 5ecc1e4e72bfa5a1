#include "flow/watch.h"

#include <cctype>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "data/panel_months.h"
#include "data/past_future.h"
#include "flow/action_tables.h"
#include "pack/toml_reader.h"

namespace auspex::flow {
namespace {

using json = nlohmann::ordered_json;

std::string CountsSql(const pack::Watch& watch) {
  std::string sql = watch.sql;
  while (!sql.empty() && (sql.back() == ';' || std::isspace(static_cast<unsigned char>(sql.back())))) sql.pop_back();
  return "SELECT strftime(CAST(period AS DATE), '%Y-%m'), CAST(trials AS BIGINT), CAST(successes AS BIGINT) FROM (" + sql +
         "\n) AS counts(period, trials, successes) WHERE trials > 0 ORDER BY period";
}

store::Result Ask(store::Connection& connection, const pack::Act& act, const pack::Watch& watch) {
  try {
    return connection.Query(CountsSql(watch));
  } catch (const Error& error) {
    pack::Refuse("the counts of the watch `" + watch.name + "` do not hold as SQL: " + error.message().substr(0, error.message().find("\n\nLINE")),
                 pack::At(act.file, watch.line), "select the period, how many there were and how many of them succeeded, over past.TABLE");
  }
}

/// The share from period `first` on.
double ShareSince(const learn::ControlChart& chart, size_t first) {
  uint64_t trials = 0, successes = 0;
  for (size_t i = first; i < chart.points.size(); ++i) trials += chart.points[i].trials, successes += chart.points[i].successes;
  return static_cast<double>(successes) / static_cast<double>(trials);
}

void AddWarnings(WatchedShare& share) {
  const size_t newest = share.chart.points.size() - 1;
  const auto& point = share.chart.points[newest];
  if (point.beyond != 0) share.warnings.push_back({"beyond", point.beyond, share.periods[newest], point.share});
  if (share.chart.drifted_since) {
    const size_t since = *share.chart.drifted_since;
    share.warnings.push_back({"drifted", point.drifted, share.periods[since], ShareSince(share.chart, since)});
  }
}

WatchedShare Measure(store::Connection& connection, const pack::Pack& pack, const pack::Act& act, const pack::Watch& watch) {
  WatchedShare share{watch.name, pack.wording.at(pack.language).at(watch.text), {}, watch.baseline, {}, {}, {}};
  std::vector<uint64_t> trials, successes;
  for (const auto& row : Ask(connection, act, watch).Rows()) {
    share.periods.push_back(row[0].value_or(""));
    trials.push_back(std::stoull(row[1].value_or("0"))), successes.push_back(std::stoull(row[2].value_or("0")));
  }
  if (trials.size() <= watch.baseline) {
    share.why_not = "there are " + std::to_string(trials.size()) + " periods, and limits need " + std::to_string(watch.baseline) +
                    " before the first that is watched";
    return share;
  }
  try {
    learn::ControlChartOptions options;
    options.baseline = watch.baseline;
    share.chart = learn::ChartShares(trials, successes, options);
    AddWarnings(share);
  } catch (const Error& error) {
    share.why_not = error.message();
  }
  return share;
}

json PointOf(const WatchedShare& share, size_t i) {
  const auto& p = share.chart.points[i];
  return {{"period", share.periods[i]}, {"trials", p.trials},  {"successes", p.successes},
          {"share", p.share},           {"low", p.low},        {"high", p.high},
          {"beyond", p.beyond},         {"ewma", p.ewma},      {"ewma_low", p.ewma_low},
          {"ewma_high", p.ewma_high},   {"drifted", p.drifted}};
}

}  // namespace

WatchSummary WatchContacts(store::Workspace& workspace, const pack::Pack& pack) {
  const pack::Act act = ReadActOf(pack);
  store::Connection connection = workspace.Connect();
  const Micros month = data::PanelMonths(connection, pack).back();
  data::SetPast(connection, pack, data::MonthOf(month));
  WatchSummary summary{data::MonthName(month), {}};
  for (const auto& watch : act.watches) summary.shares.push_back(Measure(connection, pack, act, watch));
  return summary;
}

std::string ToJson(const WatchSummary& summary) {
  json shares = json::array();
  for (const auto& share : summary.shares) {
    json one = {{"name", share.name}, {"text", share.text}, {"baseline", share.baseline}}, points = json::array(), warnings = json::array();
    if (!share.why_not.empty()) one["why_not"] = share.why_not;
    else one["centre"] = share.chart.centre, one["excess"] = share.chart.excess;
    for (size_t i = 0; i < share.chart.points.size(); ++i) points.push_back(PointOf(share, i));
    for (const auto& w : share.warnings)
      warnings.push_back({{"kind", w.kind}, {"side", w.side < 0 ? "fallen" : "risen"}, {"since", w.since}, {"share", w.share}});
    one["points"] = points, one["warnings"] = warnings;
    shares.push_back(one);
  }
  return json{{"month", summary.month}, {"shares", shares}}.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

void CheckWatches(const pack::Pack& pack) {
  if (pack.act.empty()) return;
  const pack::Act act = ReadActOf(pack);
  store::Database database({});
  store::Connection connection = database.Connect();
  data::SetEmptyPast(connection, pack);
  for (const auto& watch : act.watches) Ask(connection, act, watch);
}

}  // namespace auspex::flow
