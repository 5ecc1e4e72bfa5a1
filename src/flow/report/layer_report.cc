#include "flow/report/layer_report.h"

#include "draw/numbers.h"

namespace auspex::flow {
namespace {

std::string ValueText(double value, pack::CardFormat format) {
  switch (format) {
    case pack::CardFormat::kPercent: return draw::Percent(value);
    case pack::CardFormat::kNumber: return draw::Significant(value);
    default: return draw::Decimal(value, 0);
  }
}

ReportLayerRow RowOf(const LayerRow& row, const pack::Layer& layer, const LayerSummary& summary, const pack::Pack& pack) {
  ReportLayerRow out{row.kind == LayerRowKind::kValue ? "" : LayerRowKindName(row.kind), LayerRowText(layer, row, pack), row.customers, row.share, {}};
  for (size_t m = 0; m < row.measures.size(); ++m) out.measures.push_back(ValueText(row.measures[m], summary.layering.measures[m].format));
  return out;
}

}  // namespace

ReportLayers LayersForReport(const LayerSummary& summary, const pack::Pack& pack) {
  const auto& texts = pack.wording.at(pack.language);
  ReportLayers out;
  out.month = summary.month, out.customers = summary.customers;
  for (const auto& measure : summary.layering.measures) out.measures.push_back(texts.at(measure.text));
  for (const auto& measured : summary.layers) {
    const pack::Layer& layer = summary.layering.layers[measured.layer];
    ReportLayer& one = out.layers.emplace_back(ReportLayer{texts.at(layer.text), {}});
    for (const auto& row : measured.rows) one.rows.push_back(RowOf(row, layer, summary, pack));
  }
  for (const auto& column : summary.layering.correlated) out.columns.push_back(texts.at(column.text));
  out.pearson = summary.pearson, out.spearman = summary.spearman;
  return out;
}

}  // namespace auspex::flow
