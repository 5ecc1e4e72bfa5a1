#include "flow/table_report.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace auspex::flow {
namespace {

using json = nlohmann::ordered_json;

std::string Dump(const json& value) { return value.dump(2, ' ', false, json::error_handler_t::replace) + "\n"; }

json Number(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }
json Range(const learn::Interval& interval) { return {Number(interval.low), Number(interval.high)}; }

json MetricsOf(const learn::BinaryMetrics& m) {
  return {{"auc", Number(m.roc_auc)}, {"ap", Number(m.average_precision)}, {"log_loss", Number(m.log_loss)}, {"brier", Number(m.brier)}, {"ece", Number(m.ece)}};
}

json AgainstBest(const learn::LeaderboardLine& line) {
  const learn::AucComparison& c = line.against_best;
  return {{"auc_difference", Number(c.difference)}, {"standard_error", Number(c.standard_error)}, {"p_value", Number(c.p_value)},
          {"interval", Range(c.interval)}, {"as_good_as_best", line.as_good_as_best}};
}

/// Of a leaderboard's line: means over the folds first, as published figures are.
json LineOf(const learn::LeaderboardLine& line) {
  json one = MetricsOf(line.mean);
  one["pooled"] = MetricsOf(line.pooled);
  one["against_best"] = AgainstBest(line);
  one["seconds"] = line.seconds;
  return one;
}

json ModelOf(const TableCrossvalSummary& summary, size_t at) {
  const learn::LeaderboardLine& line = summary.lines[at];
  json one = MetricsOf(line.mean);
  one["ks"] = Number(summary.ks[at]);
  one["folds"] = json::array();
  const auto& folds = summary.judged.recipes[line.recipe].folds;
  for (size_t k = 0; k < folds.size(); ++k) {
    json fold = {{"fold", summary.judged.folds[k]}, {"rows", Number(folds[k].weight)}};
    fold.update(MetricsOf(folds[k]));
    one["folds"].push_back(fold);
  }
  one["pooled"] = MetricsOf(line.pooled);
  one["intervals"] = {{"auc", Range(line.intervals.auc)}, {"ap", Range(line.intervals.average_precision)}, {"log_loss", Range(line.intervals.log_loss)},
                      {"brier", Range(line.intervals.brier)}, {"ece", Range(line.intervals.ece)}};
  one["against_best"] = AgainstBest(line);
  one["seconds"] = line.seconds;
  return one;
}

json RowOf(const ExplainedRow& row, double base) {
  json one = {{"row", row.row}, {"id", row.id}, {"score", Number(row.score)}, {"margin", Number(row.margin)}, {"base", Number(base)}};
  one["reasons"] = json::array();
  for (const auto& reason : row.reasons) one["reasons"].push_back({{"name", reason.name}, {"value", reason.value}, {"share", Number(reason.share)}});
  one["rest"] = Number(row.rest);
  return one;
}

}  // namespace

std::string ToJson(const TableCrossvalSummary& summary) {
  json object = {{"pack", summary.pack}, {"target", summary.target}, {"positive", summary.positive}, {"rows", summary.rows},
                 {"positives", summary.positives}, {"features", summary.features}, {"fold_names", summary.judged.folds},
                 {"best", summary.lines.front().name}};
  object["models"] = json::object();
  for (size_t i = 0; i < summary.lines.size(); ++i) object["models"][summary.lines[i].name] = ModelOf(summary, i);
  object["notes"] = summary.notes;
  return Dump(object);
}

std::string ToJson(const TableTrainSummary& summary) {
  json object = {{"model", summary.model}, {"file", summary.file.string()}, {"rows", summary.rows}, {"positives", summary.positives},
                 {"features", summary.features}, {"calibration", summary.calibration}, {"seconds", summary.seconds}};
  object["models"] = json::object();
  for (const auto& line : summary.lines) object["models"][line.name] = LineOf(line);
  object["notes"] = summary.notes;
  return Dump(object);
}

std::string ToJson(const TableExplainSummary& summary) {
  json object = {{"model", summary.model}, {"origin", summary.origin}, {"target", summary.target}, {"positive", summary.positive}, {"rows", summary.rows},
                 {"unit", summary.probability ? "probability" : "log odds"}, {"base", Number(summary.base)}, {"mean_score", Number(summary.mean_score)}};
  object["importance"] = json::array();
  for (const auto& each : summary.importance) {
    object["importance"].push_back({{"name", each.name}, {"mean_absolute", Number(each.mean_absolute)}, {"mean", Number(each.mean)}});
  }
  object["first"] = json::array();
  for (const auto& row : summary.first) object["first"].push_back(RowOf(row, summary.base));
  object["unknown"] = json::object();
  for (const auto& [column, count] : summary.unknown) object["unknown"][column] = count;
  object["out"] = summary.out.string();
  return Dump(object);
}

}  // namespace auspex::flow
