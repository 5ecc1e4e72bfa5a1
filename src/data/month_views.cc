#include "data/month_views.h"

#include <algorithm>

#include "base/error.h"
#include "data/table_writer.h"

namespace auspex::data {
namespace {

using store::QuoteName;

bool IsThere(store::Connection& connection, const std::string& table) {
  return connection.Integer(
             "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'main' AND database_name = current_database() AND table_name = ?", {table}) >
         0;
}

std::string Condition(const pack::Table& table, Micros month) {
  const std::string from = "DATE " + store::QuoteText(FormatDate(month));
  if (table.kind == pack::TableKind::kPanel) return " WHERE " + QuoteName(table.time) + " <= " + from;
  if (table.kind == pack::TableKind::kEvents) return " WHERE " + QuoteName(table.time) + " < " + from + " + INTERVAL 1 MONTH";
  return "";
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

void SetPastOfMonth(store::Connection& connection, const pack::Pack& pack, Micros month) {
  connection.Run("CREATE SCHEMA IF NOT EXISTS past");
  for (const pack::Table& table : pack.tables) {
    connection.Run("CREATE OR REPLACE VIEW past." + QuoteName(table.name) + " AS SELECT * FROM main." + QuoteName(table.name) +
                   Condition(table, month));
  }
}

void SetEmptyPast(store::Connection& connection, const pack::Pack& pack) {
  CreateTables(connection, pack);
  connection.Run("CREATE SCHEMA past");
  for (const pack::Table& table : pack.tables) {
    connection.Run("CREATE TABLE past." + QuoteName(table.name) + " AS FROM main." + QuoteName(table.name) + "; DROP TABLE main." +
                   QuoteName(table.name));
  }
}

}  // namespace auspex::data
