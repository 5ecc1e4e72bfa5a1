#include "data/panel_months.h"

#include <algorithm>

#include "base/error.h"

namespace auspex::data {
namespace {

using store::QuoteName;

bool IsThere(store::Connection& connection, const std::string& table) {
  return connection.Integer(
             "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'main' AND database_name = current_database() AND table_name = ?", {table}) >
         0;
}

}  // namespace

const pack::Table& PanelOf(const pack::Pack& pack) {
  const auto at = std::ranges::find(pack.tables, pack::TableKind::kPanel, &pack::Table::kind);
  if (at != pack.tables.end()) return *at;
  throw Error(Fault::kUsage, "the pack " + pack.name + " has no table with a row a customer and month", (pack.folder / "pack.toml").string(),
              "Give one of its tables kind = \"panel\".");
}

std::vector<Micros> PanelMonths(store::Connection& connection, const pack::Pack& pack) {
  const pack::Table& panel = PanelOf(pack);
  std::vector<Micros> months;
  if (IsThere(connection, panel.name)) {
    const auto rows =
        connection
            .Query("SELECT DISTINCT epoch_us(CAST(" + QuoteName(panel.time) + " AS TIMESTAMP)) FROM main." + QuoteName(panel.name) + " ORDER BY 1")
            .Rows();
    for (const auto& row : rows) months.push_back(std::stoll(row[0].value_or("0")));
  }
  if (months.empty())
    throw Error(Fault::kUsage, "nothing has been loaded into the table " + panel.name + " yet", {}, "Run: auspex -w DIR ingest FILE...");
  return months;
}

Micros ChooseMonth(const std::vector<Micros>& months, const std::string& asked) {
  if (asked.empty()) return months.back();
  const auto month = ParseMonth(asked);
  if (!month) throw Error(Fault::kUsage, "--month is no month: " + asked, {}, "Write it like 2025-03.");
  if (std::ranges::count(months, *month) > 0) return *month;
  throw Error(Fault::kUsage, "there is no data of " + MonthName(*month), {},
              "There are " + MonthName(months.front()) + " to " + MonthName(months.back()) + ".");
}

std::string MonthName(Micros month) { return FormatDate(month).substr(0, 7); }

}  // namespace auspex::data
