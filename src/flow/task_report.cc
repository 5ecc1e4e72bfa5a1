#include "flow/task_report.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace auspex::flow {
namespace {

using json = nlohmann::ordered_json;

std::string Dump(const json& value) { return value.dump(2, ' ', false, json::error_handler_t::replace) + "\n"; }

json Number(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }
json Range(const learn::Interval& interval) { return {Number(interval.low), Number(interval.high)}; }

json CutoffOf(const CutoffRows& rows) {
  return {{"cutoff", data::MonthText(rows.cutoff)}, {"rows", rows.rows}, {"positives", rows.positives}, {"unknown", rows.unknown}};
}

json MetricsOf(const learn::BinaryMetrics& m) {
  return {{"auc", Number(m.roc_auc)},
          {"ap", Number(m.average_precision)},
          {"log_loss", Number(m.log_loss)},
          {"brier", Number(m.brier)},
          {"ece", Number(m.ece)}};
}

json JudgedOf(const JudgedModel& model) {
  json one = MetricsOf(model.metrics);
  one["auc_interval"] = Range(model.auc.interval);
  one["ks"] = Number(model.ks);
  one["against_best"] = {{"auc_difference", Number(model.against_best.difference)},
                         {"p_value", Number(model.against_best.p_value)},
                         {"interval", Range(model.against_best.interval)},
                         {"as_good_as_best", model.as_good_as_best}};
  return one;
}

json StagesOf(const std::vector<std::pair<std::string, double>>& stages) {
  json object = json::object();
  for (const auto& [name, seconds] : stages) object[name] = seconds;
  return object;
}

}  // namespace

std::string ToJson(const TaskFeaturesSummary& summary) {
  json object = {{"task", summary.task},
                 {"cutoff", data::MonthText(summary.cutoff)},
                 {"customers", summary.customers},
                 {"seconds", summary.seconds},
                 {"out", summary.out.string()}};
  object["features"] = json::array();
  for (const auto& f : summary.features) {
    const double share = summary.customers == 0 ? 0 : static_cast<double>(f.missing) / static_cast<double>(summary.customers);
    object["features"].push_back({{"name", f.name},
                                  {"meaning", f.meaning},
                                  {"unit", f.unit},
                                  {"format", f.format},
                                  {"group", f.group},
                                  {"source", f.source},
                                  {"missing", f.missing},
                                  {"missing_share", share}});
  }
  return Dump(object);
}

std::string ToJson(const TaskTrainSummary& summary) {
  json object = {{"run", summary.run},
                 {"task", summary.task},
                 {"seed", summary.seed},
                 {"rows", summary.rows},
                 {"positives", summary.positives},
                 {"calibration_rows", summary.calibration_rows},
                 {"features", summary.features},
                 {"share", summary.share},
                 {"test", CutoffOf(summary.test)},
                 {"chosen", summary.leaderboard.front().record.name}};
  for (const auto& rows : summary.training) object["training"].push_back(CutoffOf(rows));
  for (const auto& line : summary.leaderboard) {
    json one = JudgedOf(line.judged);
    one["calibration"] = line.calibration;
    one["file"] = line.record.file;
    one["seconds"] = line.record.seconds;
    object["models"][line.record.name] = one;
  }
  object["notes"] = summary.notes;
  object["seconds"] = summary.seconds;
  object["stages"] = StagesOf(summary.stages);
  return Dump(object);
}

std::string ToJson(const TaskEvaluateSummary& summary) {
  json object = {{"run", summary.run}, {"task", summary.task}, {"model", summary.model}, {"test", CutoffOf(summary.test)}};
  for (const auto& model : summary.models) object["models"][model.name] = JudgedOf(model);
  if (!summary.truth) return Dump(object);
  object["truth"] = {{"cutoff", data::MonthText(summary.truth->cutoff)}, {"rows", summary.truth->rows}, {"optimum", MetricsOf(summary.truth->optimum)}};
  for (const auto& [name, metrics] : summary.truth->models) {
    json one = MetricsOf(metrics);
    one["auc_below_optimum"] = Number(summary.truth->optimum.roc_auc - metrics.roc_auc);
    object["truth"]["models"][name] = one;
  }
  return Dump(object);
}

std::string ToJson(const TaskPredictSummary& summary) {
  json object = {{"run", summary.run},
                 {"task", summary.task},
                 {"model", summary.model},
                 {"cutoff", data::MonthText(summary.cutoff)},
                 {"customers", summary.customers},
                 {"listed", summary.listed},
                 {"expected", summary.expected},
                 {"expected_listed", summary.expected_listed}};
  if (const auto& c = summary.changes) {
    object["changes"] = {{"before", c->before},   {"cutoff_before", data::MonthText(c->cutoff_before)},
                         {"entered", c->entered}, {"reached", c->reached},
                         {"fell", c->fell},       {"gone", c->gone}};
  }
  for (const auto& top : summary.top) object["top"].push_back({{"customer", top.customer}, {"probability", top.probability}, {"reasons", top.reasons}});
  for (const auto& file : summary.files) object["files"].push_back(file.string());
  object["stages"] = StagesOf(summary.stages);
  return Dump(object);
}

std::string FilesToJson(const std::vector<std::filesystem::path>& files) {
  json object = {{"files", json::array()}};
  for (const auto& file : files) object["files"].push_back(file.string());
  return Dump(object);
}

std::string ToJson(const TaskReceipt& receipt) {
  json object = {{"customer", receipt.customer},
                 {"task", receipt.task},
                 {"outcome", receipt.outcome},
                 {"cutoff", receipt.cutoff},
                 {"run", receipt.run},
                 {"model", receipt.model},
                 {"model_run", receipt.model_run},
                 {"probability", receipt.probability},
                 {"raw", receipt.raw},
                 {"calibration", receipt.calibration},
                 {"rank", receipt.rank},
                 {"customers", receipt.customers},
                 {"listed", receipt.listed},
                 {"base", receipt.base},
                 {"margin", receipt.margin},
                 {"unit", receipt.margin_is_probability ? "probability" : "log odds"},
                 {"remainder", receipt.remainder}};
  for (const auto& reason : receipt.reasons)
    object["reasons"].push_back({{"group", reason.group}, {"feature", reason.feature}, {"share", reason.share}, {"text", reason.text}});
  for (const auto& line : receipt.features)
    object["features"].push_back({{"name", line.feature}, {"meaning", line.meaning}, {"value", line.value}, {"share", line.share}});
  return Dump(object);
}

}  // namespace auspex::flow
