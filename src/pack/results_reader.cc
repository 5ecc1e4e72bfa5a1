#include "pack/results_reader.h"

#include <algorithm>

#include "pack/reader_checks.h"
#include "pack/sql_text.h"

namespace auspex::pack {

const char* KindName(ChartKind kind) {
  constexpr const char* kNames[] = {"bar", "histogram", "sankey", "heatmap"};
  return kNames[static_cast<size_t>(kind)];
}

const char* FormatName(CardFormat format) {
  constexpr const char* kNames[] = {"count", "number", "percent", "compact"};
  return kNames[static_cast<size_t>(format)];
}

namespace {

Facet ReadFacet(const TomlTable& table, const std::vector<Facet>& before, const Journey& journey) {
  Facet facet{table.Text("name"), ExpandPlaceholders(table.Text("value"), journey, table.Where("value")), table.line()};
  table.RefuseUnknown();
  CheckName("facet", facet.name, before, &Facet::name, table.Where("name"));
  if (facet.name == "rowid") Refuse("no facet may be called `rowid`", table.Where("name"), "rename it");
  return facet;
}

void CheckColumns(const Chart& chart, const TomlTable& table) {
  const size_t least = chart.kind == ChartKind::kBar || chart.kind == ChartKind::kHistogram ? 1 : 2;
  const size_t most = chart.kind == ChartKind::kSankey ? 8 : least;
  if (chart.columns.size() >= least && chart.columns.size() <= most) return;
  const std::string wanted = least == most ? std::to_string(least) : std::to_string(least) + " to " + std::to_string(most);
  Refuse("the chart `" + chart.id + "` has " + std::to_string(chart.columns.size()) + " columns", table.Where("columns"),
         "a " + std::string(KindName(chart.kind)) + " takes " + wanted);
}

Chart ReadChart(const TomlTable& table, const std::vector<Chart>& before) {
  Chart chart;
  chart.id = table.Text("id");
  chart.line = table.line();
  CheckName("chart", chart.id, before, &Chart::id, table.Where("id"));
  chart.kind = ReadChoice<ChartKind>(table, "kind", {ChartKind::kBar, ChartKind::kHistogram, ChartKind::kSankey, ChartKind::kHeatmap}, KindName);
  chart.columns = table.Texts("columns");
  CheckColumns(chart, table);
  if (chart.kind == ChartKind::kHistogram) {
    chart.bins = static_cast<size_t>(table.Integer("bins", 20, 1, 1000));
    chart.low = table.Number("low", 0);
    chart.high = table.Number("high", 0);
    if (table.Has("low") != table.Has("high") || (table.Has("low") && !(chart.low < chart.high))) {
      Refuse("the chart `" + chart.id + "` has no range", table.Where("low"), "write both `low` and a greater `high`, or neither");
    }
  }
  table.RefuseUnknown();
  return chart;
}

Card ReadCard(const TomlTable& table, const std::vector<Card>& before, const Journey& journey) {
  Card card;
  card.id = table.Text("id");
  card.sql = ExpandPlaceholders(table.Text("value"), journey, table.Where("value"));
  card.format = ReadChoice<CardFormat>(table, "format", {CardFormat::kCount, CardFormat::kNumber, CardFormat::kPercent, CardFormat::kCompact}, FormatName);
  card.line = table.line();
  table.RefuseUnknown();
  CheckName("card", card.id, before, &Card::id, table.Where("id"));
  return card;
}

}  // namespace

Results ReadResults(const std::filesystem::path& file, const Pack& pack) {
  const TomlNode node = ReadToml(file);
  const TomlTable root(node, file);
  Results results;
  results.file = file;
  results.strategy_column = root.Text("strategy_column", "");
  for (const TomlTable& table : root.Tables("facet")) results.facets.push_back(ReadFacet(table, results.facets, pack.journey));
  for (const TomlTable& table : root.Tables("chart")) results.charts.push_back(ReadChart(table, results.charts));
  for (const TomlTable& table : root.Tables("card")) results.cards.push_back(ReadCard(table, results.cards, pack.journey));
  root.RefuseUnknown();
  return results;
}

Results DefaultResults(const Pack& pack) {
  Results results;
  const auto add = [&](const std::string& column, ChartKind kind) {
    if (!pack.result_sql.empty()) results.facets.push_back({column, column, 0});
    results.charts.push_back({column, kind, {column}, 20, 0, 1, 0});
  };
  add(pack.HasEvents() ? "next_1" : "channel_name", ChartKind::kBar);
  if (!pack.HasEvents()) add("probability", ChartKind::kHistogram);
  for (const auto& conversion : pack.conversions) add("p_" + conversion.name, ChartKind::kHistogram);
  results.cards.push_back({"customers", "count(*)", CardFormat::kCount, 0});
  return results;
}

}  // namespace auspex::pack
