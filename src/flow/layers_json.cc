#include <cmath>
#include <nlohmann/json.hpp>

#include "flow/layers.h"

namespace auspex::flow {
namespace {

using json = nlohmann::ordered_json;

json Number(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

json Numbers(const std::vector<double>& values) {
  json list = json::array();
  for (const double value : values) list.push_back(Number(value));
  return list;
}

const std::string& Say(const pack::Pack& pack, const std::string& key) { return pack.wording.at(pack.language).at(key); }

json LayerOf(const MeasuredLayer& measured, const LayerSummary& summary, const pack::Pack& pack) {
  const pack::Layer& layer = summary.layering.layers[measured.layer];
  json rows = json::array();
  for (const LayerRow& row : measured.rows) {
    rows.push_back({{"kind", LayerRowKindName(row.kind)},
                    {"value", row.kind == LayerRowKind::kValue ? json(row.value) : json(nullptr)},
                    {"text", LayerRowText(layer, row, pack)},
                    {"customers", row.customers},
                    {"share", row.share},
                    {"measures", Numbers(row.measures)}});
  }
  return {{"name", layer.name}, {"text", Say(pack, layer.text)}, {"is_ordered", layer.order != pack::LayerOrder::kLargest}, {"values", measured.values}, {"rows", rows}};
}

/// Rows of the matrix: each pair's r, interval and number of customers.
json MatrixOf(const learn::CorrelationMatrix& matrix) {
  json rows = json::array();
  for (size_t a = 0; a < matrix.columns; ++a) {
    json row = json::array();
    for (size_t b = 0; b < matrix.columns; ++b) {
      const learn::Correlation& cell = matrix.At(a, b);
      row.push_back({{"r", Number(cell.r)}, {"low", Number(cell.interval.low)}, {"high", Number(cell.interval.high)}, {"customers", cell.rows}});
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

json CorrelationOf(const LayerSummary& summary, const pack::Pack& pack) {
  if (summary.layering.correlated.empty()) return nullptr;
  json columns = json::array();
  for (const auto& column : summary.layering.correlated) columns.push_back({{"name", column.name}, {"text", Say(pack, column.text)}});
  return {{"columns", columns}, {"pearson", MatrixOf(summary.pearson)}, {"spearman", MatrixOf(summary.spearman)}};
}

}  // namespace

std::string LayerRowText(const pack::Layer& layer, const LayerRow& row, const pack::Pack& pack) {
  const auto& texts = pack.wording.at(pack.language);
  const auto text = layer.words.empty() ? texts.end() : texts.find(layer.words + "." + row.value);
  return text == texts.end() ? row.value : text->second;
}

std::string ToJson(const LayerSummary& summary, const pack::Pack& pack) {
  json measures = json::array(), layers = json::array();
  for (size_t m = 0; m < summary.layering.measures.size(); ++m) {
    const auto& measure = summary.layering.measures[m];
    measures.push_back({{"name", measure.name},
                        {"text", Say(pack, measure.text)},
                        {"kind", pack::MeasureKindName(measure.kind)},
                        {"format", pack::FormatName(measure.format)},
                        {"everybody", Number(summary.everybody[m])}});
  }
  for (const auto& layer : summary.layers) layers.push_back(LayerOf(layer, summary, pack));
  json out = {{"month", summary.month}, {"customers", summary.customers}};
  if (!summary.segment.empty()) out["segment"] = summary.segment;
  out["measures"] = measures, out["layers"] = layers, out["correlation"] = CorrelationOf(summary, pack);
  out["seconds"] = summary.seconds;
  return out.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace auspex::flow
