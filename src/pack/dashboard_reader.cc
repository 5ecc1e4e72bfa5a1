#include "pack/dashboard_reader.h"

#include "pack/reader_checks.h"
#include "pack/sql_text.h"

namespace auspex::pack {
namespace {

constexpr int kColumns = 12, kMostRows = 8;
const std::vector<std::string> kOwnTables = {"result", "vocabulary"};  // flow/dashboard.h makes them
const std::vector<CardFormat> kFormats = {CardFormat::kCount, CardFormat::kNumber, CardFormat::kPercent, CardFormat::kCompact};
const std::vector<DashboardKind> kKinds = {DashboardKind::kNumber, DashboardKind::kGauge, DashboardKind::kLine,
                                           DashboardKind::kBar,    DashboardKind::kStacked, DashboardKind::kRadar,
                                           DashboardKind::kMapGrid, DashboardKind::kTable, DashboardKind::kDonut};

/// A key of the wording, which has it.
std::string ReadWord(const TomlTable& table, const std::string& key, const Pack& pack) {
  const std::string word = table.Text(key);
  const auto texts = pack.wording.find(pack.language);
  if (texts == pack.wording.end()) Refuse("a dashboard needs a wording", table.Where(key), "add `wording = \"wording\"` to pack.toml");
  if (texts->second.contains(word)) return word;
  std::vector<std::string> known;
  for (const auto& [name, text] : texts->second) known.push_back(name);
  Refuse("the wording has no text for `" + word + "`", table.Where(key), Suggest(word, known));
}

/// The first part of wording keys such as `family.quote`.
void CheckWords(const std::string& words, const Pack& pack, const std::string& where) {
  std::set<std::string> known;
  if (const auto texts = pack.wording.find(pack.language); texts != pack.wording.end()) {
    for (const auto& [name, text] : texts->second) known.insert(name.substr(0, name.rfind('.')));
  }
  if (!known.contains(words)) Refuse("the wording has no texts under `" + words + "`", where, Suggest(words, {known.begin(), known.end()}));
}

std::string ReadSql(const TomlTable& table, const Pack& pack, const std::string& key = "sql") {
  return ExpandPlaceholders(table.Text(key), pack.journey, table.Where(key));
}

std::vector<std::string> NamesOf(const std::vector<DashboardFilter>& filters) {
  std::vector<std::string> names;
  for (const auto& filter : filters) names.push_back(filter.name);
  return names;
}

std::vector<std::string> TablesOf(const Dashboard& dashboard) {
  std::vector<std::string> names = kOwnTables;
  for (const auto& table : dashboard.tables) names.push_back(table.name);
  return names;
}

/// Whether each `dashboard.NAME` of the SQL will be there.
void CheckTables(const std::string& sql, const std::vector<std::string>& known, const TomlTable& table) {
  for (const auto& name : TablesIn(sql, "dashboard")) {
    if (std::ranges::count(known, name) == 0) Refuse("there is no table `dashboard." + name + "`", table.Where("sql"), Suggest(name, known));
  }
}

DashboardFilter ReadFilter(const TomlTable& table, const Dashboard& before, const Pack& pack) {
  DashboardFilter filter{table.Text("name"), ReadWord(table, "label", pack), ReadSql(table, pack), table.Text("words", ""), table.line()};
  table.RefuseUnknown();
  CheckName("filter", filter.name, before.filters, &DashboardFilter::name, table.Where("name"));
  if (!filter.words.empty()) CheckWords(filter.words, pack, table.Where("words"));
  return filter;
}

DashboardTable ReadDashboardTable(const TomlTable& table, const Dashboard& before, const Pack& pack) {
  DashboardTable made{table.Text("name"), ReadSql(table, pack), {}, table.line()};
  if (table.Has("otherwise")) made.otherwise = ReadSql(table, pack, "otherwise");
  table.RefuseUnknown();
  CheckName("table", made.name, before.tables, &DashboardTable::name, table.Where("name"));
  if (std::ranges::count(kOwnTables, made.name) > 0) {
    Refuse("no table may be called `" + made.name + "`", table.Where("name"), "the program makes one of that name; rename it");
  }
  CheckTables(made.sql, TablesOf(before), table);
  CheckTables(made.otherwise, TablesOf(before), table);
  return made;
}

void ReadGauge(const TomlTable& table, DashboardChart& chart) {
  chart.low = table.Number("low", 0);
  chart.high = table.Number("high", 1);
  if (!(chart.low < chart.high)) Refuse("the gauge `" + chart.name + "` has no range", table.Where("high"), "write a `high` greater than `low`");
  if (!table.Has("thresholds")) return;
  for (const TomlNode& node : table.Array("thresholds").items) {
    const bool is_number = node.kind == TomlNode::Kind::kNumber || node.kind == TomlNode::Kind::kInteger;
    const double least = chart.thresholds.empty() ? chart.low : chart.thresholds.back();
    if (!is_number || !(node.number > least && node.number < chart.high)) {
      Refuse("the thresholds of `" + chart.name + "` are not ascending numbers within its range", At(table.file(), node.line),
             "write them like [0.3, 0.6]");
    }
    chart.thresholds.push_back(node.number);
  }
}

/// What is said of single columns of the chart's rows.
void ReadColumns(const TomlTable& table, const Pack& pack, DashboardChart& chart) {
  if (table.Has("words")) {
    for (const auto& [column, node] : table.Table("words").NamedTexts()) {
      CheckWords(node.text, pack, At(table.file(), node.line));
      chart.words[column] = node.text;
    }
  }
  if (!table.Has("formats")) return;
  for (const auto& [column, node] : table.Table("formats").NamedTexts()) {
    chart.formats[column] = ChoiceOf("format", node.text, kFormats, FormatName, At(table.file(), node.line));
  }
}

void CheckFilters(const TomlTable& table, const Dashboard& before, const DashboardChart& chart) {
  const std::vector<std::string> known = NamesOf(before.filters);
  for (const auto& name : chart.query.names) {
    if (std::ranges::count(known, name) == 0) Refuse("there is no filter `" + name + "`, which the SQL names", table.Where("sql"), Suggest(name, known));
  }
  if (!chart.drill.empty() && std::ranges::count(known, chart.drill) == 0) {
    Refuse("there is no filter `" + chart.drill + "`", table.Where("drill"), Suggest(chart.drill, known));
  }
}

DashboardChart ReadDashboardChart(const TomlTable& table, const Dashboard& before, const Pack& pack) {
  DashboardChart chart;
  chart.name = table.Text("name");
  chart.line = table.line();
  CheckName("chart", chart.name, before.charts, &DashboardChart::name, table.Where("name"));
  chart.kind = ReadChoice(table, "kind", kKinds, static_cast<const char* (*)(DashboardKind)>(KindName));
  chart.title = ReadWord(table, "title", pack);
  chart.query = BindNames(ReadSql(table, pack));
  if (table.Has("format")) chart.format = ReadChoice(table, "format", kFormats, FormatName);
  if (table.Has("unit")) chart.unit = ReadWord(table, "unit", pack);
  chart.span = static_cast<int>(table.Integer("span", 3, 1, kColumns));
  chart.height = static_cast<int>(table.Integer("height", 2, 1, kMostRows));
  chart.drill = table.Text("drill", "");
  if (chart.kind == DashboardKind::kGauge) ReadGauge(table, chart);
  ReadColumns(table, pack, chart);
  table.RefuseUnknown();
  CheckFilters(table, before, chart);
  CheckTables(chart.query.sql, TablesOf(before), table);
  return chart;
}

}  // namespace

const char* KindName(DashboardKind kind) {
  constexpr const char* kNames[] = {"number", "gauge", "line", "bar", "stacked", "radar", "map_grid", "table", "donut"};
  return kNames[static_cast<size_t>(kind)];
}

Dashboard ReadDashboard(const std::filesystem::path& file, const Pack& pack) {
  const TomlNode node = ReadToml(file);
  const TomlTable root(node, file);
  Dashboard dashboard;
  dashboard.file = file;
  dashboard.title = ReadWord(root, "title", pack);
  dashboard.refresh_seconds = static_cast<int>(root.Integer("refresh_seconds", 10, 1, 86400));
  const std::vector<TomlTable> filters = root.Tables("filter");
  for (const TomlTable& table : filters) dashboard.filters.push_back(ReadFilter(table, dashboard, pack));
  for (const TomlTable& table : root.Tables("table")) dashboard.tables.push_back(ReadDashboardTable(table, dashboard, pack));
  for (size_t i = 0; i < filters.size(); ++i) CheckTables(dashboard.filters[i].sql, TablesOf(dashboard), filters[i]);
  for (const TomlTable& table : root.Tables("chart")) dashboard.charts.push_back(ReadDashboardChart(table, dashboard, pack));
  if (dashboard.charts.empty()) Refuse("the dashboard has no chart", file.string(), "add a [[chart]]");
  root.RefuseUnknown();
  return dashboard;
}

}  // namespace auspex::pack
