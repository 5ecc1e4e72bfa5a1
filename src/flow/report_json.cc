#include "flow/report_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/time.h"

namespace auspex::flow {
namespace {

using json = nlohmann::ordered_json;

std::string Dump(const json& value) { return value.dump(2, ' ', false, json::error_handler_t::replace) + "\n"; }

json Number(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

json Intervals(const char* const* names, size_t count, const std::vector<learn::Interval>& intervals) {
  json object = json::object();
  for (size_t i = 0; i < count && i < intervals.size(); ++i) object[names[i]] = {Number(intervals[i].low), Number(intervals[i].high)};
  return object;
}

json ConversionsOf(const ModelEvaluation& model) {
  json object = json::object();
  for (const auto& conversion : model.conversions) {
    json one = json::object();
    const auto values = ValuesOf(conversion.metrics);
    for (size_t i = 0; i < values.size(); ++i) one[kBinaryNames[i]] = Number(values[i]);
    one["positives"] = Number(conversion.metrics.positive);
    one["log_loss"] = Number(conversion.metrics.log_loss);
    one["intervals"] = Intervals(kBinaryNames, std::size(kBinaryNames), conversion.intervals);
    object[conversion.name] = one;
  }
  return object;
}

void AddMetrics(const ModelEvaluation& model, json& object) {
  const auto values = ValuesOf(model.ranking);
  for (size_t i = 0; i < values.size(); ++i) object[kRankingNames[i]] = Number(values[i]);
  object["intervals"] = Intervals(kRankingNames, std::size(kRankingNames), model.intervals);
}

json MetricsOf(const ModelEvaluation& model) {
  json object = json::object();
  AddMetrics(model, object);
  object["conversions"] = ConversionsOf(model);
  return object;
}

json SliceOf(const data::Slice& slice) {
  return {{"from", FormatTime(slice.from)}, {"to", FormatTime(slice.to)}, {"labels_end", FormatTime(slice.labels_end)}};
}

json FileOf(const data::FileSummary& file) {
  json object = {{"file", file.file.string()}, {"table", file.table}, {"encoding", file.encoding},  {"delimiter", file.delimiter == 0 ? "" : std::string(1, file.delimiter)},
                 {"loaded_before", file.loaded_before}, {"read", file.read}, {"kept", file.kept},
                 {"rejected", file.rejected}, {"duplicates", file.duplicates}, {"replaced", file.replaced}, {"late", file.late},
                 {"unknown_symbols", file.unknown_symbols}, {"ignored_columns", file.ignored_columns}};
  object["spellings"] = data::DescribeSpellings(file.spellings);
  if (file.has_period) object["from"] = FormatTime(file.from), object["to"] = FormatTime(file.to);
  object["reasons"] = json::object();
  for (const auto& reason : file.reasons) object["reasons"][reason.reason] = {{"rows", reason.count}, {"first_line", reason.first_line}};
  return object;
}

json FindingsOf(const data::QualityReport& report) {
  json findings = json::array();
  for (const auto& finding : report.findings) {
    json one = {{"rule", finding.rule.name}, {"table", finding.rule.table}, {"kind", pack::QualityKindName(finding.rule.kind)}, {"text", finding.rule.text},
                {"checked", finding.checked}, {"offenders", finding.offenders}, {"share", finding.Share()}, {"example", finding.example}};
    if (!finding.failure.empty()) one["failure"] = finding.failure;
    findings.push_back(one);
  }
  return findings;
}

json TableOf(const data::TableQuality& table) {
  json object = {{"table", table.table}, {"rows", table.rows}, {"customers", table.customers}, {"files", table.files}, {"read", table.read},
                 {"rejected", table.rejected}, {"duplicates", table.duplicates}, {"replaced", table.replaced}, {"spellings", table.spellings}};
  if (table.has_period) object["from"] = FormatTime(table.from), object["to"] = FormatTime(table.to);
  object["missing"] = json::object();
  for (const auto& missing : table.missing) object["missing"][missing.column] = missing.rows;
  object["reasons"] = json::object();
  for (const auto& reason : table.reasons) object["reasons"][reason.reason] = {{"rows", reason.count}, {"first_line", reason.first_line}};
  return object;
}

}  // namespace

std::string ToJson(const simulate::SimulateSummary& summary) {
  json conversions = json::object();
  for (const auto& [name, count] : summary.conversions) conversions[name] = count;
  return Dump({{"customers", summary.customers}, {"events", summary.events}, {"rows", summary.rows}, {"sessions", summary.sessions}, {"conversions", conversions}});
}

std::string ToJson(const simulate::TableSummary& summary) {
  json object = {{"customers", summary.customers}, {"tables", json::object()}};
  for (const auto& [table, rows] : summary.tables) object["tables"][table] = rows;
  if (const auto& best = summary.optimum) {
    object["optimal"] = {{"rows", best->rows}, {"happened", best->happened}, {"foretold", Number(best->foretold)}, {"auc", Number(best->auc)}, {"brier", Number(best->brier)}};
  }
  return Dump(object);
}

std::string ToJson(const data::IngestSummary& summary) {
  json object = {{"read", summary.read}, {"kept", summary.kept}, {"rejected", summary.rejected}, {"duplicates", summary.duplicates}, {"replaced", summary.replaced}, {"late", summary.late},
                 {"unknown_symbols", summary.unknown_symbols}, {"customers", summary.customers}, {"seconds", summary.seconds}};
  object["files"] = json::array();
  for (const auto& file : summary.files) object["files"].push_back(FileOf(file));
  object["quality"] = FindingsOf(summary.quality);
  return Dump(object);
}

std::string ToJson(const data::QualityReport& report) {
  json object = {{"tables", json::array()}, {"rules", FindingsOf(report)}};
  for (const auto& table : report.tables) object["tables"].push_back(TableOf(table));
  return Dump(object);
}

std::string ToJson(const TrainSummary& summary) {
  json object = {{"run", summary.run}, {"customers", summary.customers}, {"events", summary.events}, {"seconds", summary.seconds},
                 {"windows", {{"train", summary.train_windows}, {"validate", summary.validate_windows}, {"calibrate", summary.calibrate_windows}, {"test", summary.test_windows}}},
                 {"split", {{"train", SliceOf(summary.split.train)}, {"validate", SliceOf(summary.split.validate)}, {"test", SliceOf(summary.split.test)}}}};
  object["models"] = json::array();
  for (const auto& line : summary.leaderboard) {
    const auto& r = line.record;
    object["models"].push_back({{"name", r.name}, {"chosen", r.chosen}, {"validation_log_loss", Number(r.validation_log_loss)}, {"validation_top1", Number(r.validation_top1)},
                                {"windows", r.windows}, {"steps", line.steps}, {"epochs", line.epochs}, {"seconds", r.seconds}, {"file", r.file}});
  }
  return Dump(object);
}

std::string ToJson(const EvaluateSummary& summary) {
  json object = {{"task", summary.task}, {"rows", summary.rows}, {"against", summary.against_truth ? "truth" : "test slice"}, {"model", summary.model.name}};
  AddMetrics(summary.model, object);
  // The three simple models, also where one of them was chosen; `models` has all.
  object["baselines"] = json::object();
  object["models"] = json::object();
  const auto add = [&](const ModelEvaluation& model) {
    object["models"][model.name] = MetricsOf(model);
    if (model.name != "lstm") object["baselines"][model.name] = MetricsOf(model);
  };
  add(summary.model);
  for (const auto& other : summary.others) add(other);
  if (!summary.optimal.empty()) object["optimal"] = MetricsOf(summary.optimal.front());
  object["conversions"] = ConversionsOf(summary.model);
  return Dump(object);
}

std::string ToJson(const PredictSummary& summary) {
  json object = {{"run", summary.run}, {"model", summary.model}, {"customers", summary.customers}, {"events", summary.events},
                 {"from", FormatTime(summary.from)}, {"to", FormatTime(summary.to)}, {"now", FormatTime(summary.now)}};
  object["advice"] = json::object();
  for (const auto& [text, count] : summary.advice) object["advice"][text] = count;
  object["stages"] = json::object();
  for (const auto& [name, seconds] : summary.stages) object["stages"][name] = seconds;
  return Dump(object);
}

std::string ToJson(const Receipt& receipt) {
  json object = {{"run", receipt.run}, {"finished", receipt.finished}, {"settings", json::parse(receipt.settings, nullptr, false)}, {"customer", receipt.customer},
                 {"rule", receipt.rule}, {"channel", receipt.channel}, {"action", receipt.action}, {"advice", receipt.advice}};
  object["facts"] = json::object();
  for (const auto& [name, value] : receipt.facts) object["facts"][name] = value;
  object["trace"] = json::array();
  for (const auto& line : receipt.trace) object["trace"].push_back({{"rule", line.rule}, {"condition", line.condition}, {"value", line.value}, {"holds", line.holds}});
  return Dump(object);
}

std::string ToJson(const CrossvalSummary& summary) {
  json object = {{"cases", summary.cases}, {"events", summary.events}, {"symbols", summary.symbols}};
  object["fold_names"] = json::array();
  if (!summary.models.empty()) {
    for (const auto& fold : summary.models.front().folds) object["fold_names"].push_back(fold.fold);
  }
  object["models"] = json::object();
  for (const auto& model : summary.models) {
    json one = {{"accuracy", Number(model.accuracy)}, {"log_loss", Number(model.log_loss)}, {"seconds", model.seconds}};
    one["folds"] = json::array();
    for (const auto& fold : model.folds) one["folds"].push_back(Number(fold.accuracy));
    object["models"][model.name] = one;
  }
  return Dump(object);
}

}  // namespace auspex::flow
