#include <nlohmann/json.hpp>

#include "flow/watch.h"

namespace auspex::flow {
namespace {

using json = nlohmann::ordered_json;

json PointOf(const WatchedShare& share, size_t i) {
  const auto& p = share.chart.points[i];
  return {{"period", share.periods[i]}, {"trials", p.trials},  {"successes", p.successes},
          {"share", p.share},           {"low", p.low},        {"high", p.high},
          {"beyond", p.beyond},         {"ewma", p.ewma},      {"ewma_low", p.ewma_low},
          {"ewma_high", p.ewma_high},   {"drifted", p.drifted}};
}

json ShareJson(const WatchedShare& share) {
  json points = json::array(), warnings = json::array(), no_chart;
  for (size_t i = 0; i < share.chart.points.size(); ++i) points.push_back(PointOf(share, i));
  for (const auto& w : share.warnings)
    warnings.push_back({{"kind", w.kind}, {"side", w.side < 0 ? "fallen" : "risen"}, {"since", w.since}, {"share", w.share}});
  if (share.no_chart) no_chart = {{"code", share.no_chart->code}, {"have", share.no_chart->have}, {"need", share.no_chart->need}};
  return {{"name", share.name},
          {"text", share.text},
          {"by", share.by},
          {"value", share.value},
          {"called", share.called},
          {"period", share.weeks ? "week" : "month"},
          {"trials", share.trials},
          {"baseline", share.baseline},
          {"no_chart", no_chart},
          {"centre", share.no_chart ? json() : json(share.chart.centre)},
          {"excess", share.no_chart ? json() : json(share.chart.excess)},
          {"points", points},
          {"warnings", warnings}};
}

json PlanJson(const PlanOutcome& plan) {
  json counts = json::array();
  for (const auto& count : plan.counts) counts.push_back(count ? json(*count) : json());
  return {{"run", plan.run}, {"value", plan.value}, {"called", plan.called}, {"counts", counts}};
}

}  // namespace

std::string ToJson(const WatchSummary& summary) {
  json shares = json::array(), plans = json::array();
  for (const auto& share : summary.shares) shares.push_back(ShareJson(share));
  for (const auto& plan : summary.plans) plans.push_back(PlanJson(plan));
  const json body = {{"month", summary.month}, {"shares", shares}, {"funnel_by", summary.funnel_by}, {"steps", summary.steps}, {"plans", plans}};
  return body.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace auspex::flow
