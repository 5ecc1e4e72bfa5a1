// How customers are distributed, and what goes with their assets.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/format.h"
#include "draw/numbers.h"
#include "flow/report/report_figures.h"
#include "flow/report/report_sections.h"

namespace auspex::flow {
namespace {

constexpr size_t kShown = 12;

std::string LabelOf(const ReportLayerRow& row, const ReportWords& words) { return row.kind.empty() ? row.label : words("layers." + row.kind); }

/// The first values, and those whose value is none: customers of whom nothing is known are never hidden.
std::vector<const ReportLayerRow*> Shown(const ReportLayer& layer) {
  std::vector<const ReportLayerRow*> rows;
  for (const ReportLayerRow& row : layer.rows) {
    if (rows.size() < kShown || !row.kind.empty()) rows.push_back(&row);
  }
  return rows;
}

HtmlFigure LayerFigure(const ReportLayer& layer, const ReportWords& words) {
  draw::BarChart chart{words("layers.share"), {}};
  const auto shown = Shown(layer);
  for (const ReportLayerRow* row : shown) chart.rows.push_back({LabelOf(*row, words), draw::Percent(row->share), row->share});
  const size_t hidden = layer.rows.size() - shown.size();
  const std::string note = hidden > 0 ? words("layers.hidden", {{"count", std::to_string(hidden)}}) : "";
  return {layer.label, note, std::move(chart)};
}

HtmlTable LayerTable(const ReportLayers& layers, const ReportLayer& layer, const ReportWords& words) {
  HtmlTable table{layer.label, {{layer.label}, {words("layers.customers"), true}, {words("layers.share"), true}}, {}};
  for (const std::string& measure : layers.measures) table.columns.push_back({measure, true});
  for (const ReportLayerRow* row : Shown(layer)) {
    std::vector<std::string> cells = {LabelOf(*row, words), WithCommas(row->customers), draw::Percent(row->share)};
    cells.insert(cells.end(), row->measures.begin(), row->measures.end());
    table.rows.push_back(std::move(cells));
  }
  return table;
}

std::string Told(const learn::Correlation& cell) { return WithInterval(cell.r, cell.interval); }

HtmlTable CorrelationTable(const ReportLayers& layers, const ReportWords& words) {
  HtmlTable table{words("correlation.caption", {{"with", layers.columns[0]}}),
                  {{words("correlation.column")}, {"Spearman [95%]", true}, {"Pearson [95%]", true}, {words("layers.customers"), true}},
                  {}};
  std::vector<size_t> order(layers.columns.size() - 1);
  std::iota(order.begin(), order.end(), size_t{1});
  const auto strength = [&](size_t c) { return std::isnan(layers.spearman.At(0, c).r) ? -1 : std::fabs(layers.spearman.At(0, c).r); };
  std::ranges::stable_sort(order, [&](size_t a, size_t b) { return strength(a) > strength(b); });
  for (const size_t c : order)
    table.rows.push_back({layers.columns[c], Told(layers.spearman.At(0, c)), Told(layers.pearson.At(0, c)), WithCommas(layers.spearman.At(0, c).rows)});
  return table;
}

HtmlFigure CorrelationFigure(const ReportLayers& layers, const ReportWords& words) {
  draw::HeatChart chart{words("correlation.squares"), layers.columns, {}};
  for (const auto& cell : layers.spearman.cells) chart.values.push_back(cell.r);
  return {words("correlation.matrix"), words("correlation.note"), std::move(chart), true};
}

}  // namespace

void AddLayers(const ReportData& data, const ReportWords& words, HtmlPage& page) {
  if (!data.layers || data.layers->layers.empty()) return;
  const ReportLayers& layers = *data.layers;
  page.Section("layers", words("section.layers"));
  page.Paragraph(words("layers.lead", {{"customers", WithCommas(layers.customers)}, {"month", layers.month}}));
  std::vector<HtmlFigure> figures;
  for (const ReportLayer& layer : layers.layers) figures.push_back(LayerFigure(layer, words));
  page.Figures(figures);
  for (const ReportLayer& layer : layers.layers) page.Table(LayerTable(layers, layer, words));
  if (layers.columns.size() < 2) return;
  page.Heading(words("correlation.heading", {{"with", layers.columns[0]}}));
  page.Table(CorrelationTable(layers, words));
  page.Figures({CorrelationFigure(layers, words)});
}

}  // namespace auspex::flow
