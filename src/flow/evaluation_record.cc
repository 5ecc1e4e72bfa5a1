#include "flow/evaluation_record.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace auspex::flow {
namespace {

using json = nlohmann::ordered_json;

json Number(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

json MetricsOf(std::span<const char* const> names, const std::vector<double>& values, const std::vector<learn::Interval>& intervals) {
  json metrics = json::object();
  for (size_t i = 0; i < names.size(); ++i) {
    metrics[names[i]] = {{"value", Number(values[i])}, {"low", Number(intervals[i].low)}, {"high", Number(intervals[i].high)}};
  }
  return metrics;
}

json BinsOf(const std::vector<learn::CalibrationBin>& calibration) {
  json bins = json::array();
  for (const auto& bin : calibration) {
    bins.push_back({{"mean", bin.mean}, {"observed", bin.observed}, {"low", bin.low}, {"high", bin.high}, {"count", bin.count}});
  }
  return bins;
}

json ConversionOf(const ConversionEvaluation& conversion) {
  return {{"name", conversion.name},
          {"metrics", MetricsOf(kBinaryNames, ValuesOf(conversion.metrics), conversion.intervals)},
          {"positives", conversion.metrics.positive},
          {"calibration", BinsOf(conversion.calibration)}};
}

json SymbolOf(const SymbolEvaluation& symbol) {
  const auto& metrics = symbol.metrics;
  return {{"symbol", symbol.symbol}, {"count", metrics.count}, {"top1", Number(metrics.Recall1())}, {"top5", Number(metrics.Recall5())},
          {"precision", Number(metrics.Precision())}};
}

}  // namespace

void CreateEvaluationTable(store::Connection& connection) {
  connection.Run("CREATE TABLE IF NOT EXISTS evaluations(run BIGINT, model VARCHAR, finished TIMESTAMP, json VARCHAR)");
}

void RecordEvaluation(store::Connection& connection, int64_t run, uint64_t rows, const ModelEvaluation& evaluation) {
  json object = {{"rows", rows}, {"finished", nullptr}, {"ranking", MetricsOf(kRankingNames, ValuesOf(evaluation.ranking), evaluation.intervals)}};
  object["conversions"] = json::array();
  for (const auto& conversion : evaluation.conversions) object["conversions"].push_back(ConversionOf(conversion));
  object["calibration"] = BinsOf(evaluation.calibration);
  object["symbols"] = json::array();
  for (const auto& symbol : evaluation.symbols) object["symbols"].push_back(SymbolOf(symbol));
  connection.Query("DELETE FROM evaluations WHERE run = ? AND model = ?", {run, evaluation.name});
  connection.Query("INSERT INTO evaluations VALUES (?, ?, now()::TIMESTAMP, ?)",
                   {run, evaluation.name, object.dump(-1, ' ', false, json::error_handler_t::replace)});
}

std::optional<std::string> ReadEvaluation(store::Connection& connection, int64_t run, const std::string& model) {
  const auto rows =
      connection.Query("SELECT strftime(finished, '%Y-%m-%dT%H:%M:%SZ'), json FROM evaluations WHERE run = ? AND model = ?", {run, model}).Rows();
  if (rows.empty()) return std::nullopt;
  json object = json::parse(rows.front()[1].value_or("{}"));
  object["finished"] = rows.front()[0].value_or("");
  return object.dump();
}

}  // namespace auspex::flow
