#include "data/past_future.h"

#include <atomic>
#include <cstdio>

#include "base/error.h"
#include "data/table_writer.h"

namespace auspex::data {
namespace {

using store::QuoteName;

std::string DateLiteral(Month month) { return "DATE '" + MonthDate(month) + "'"; }

/// `from` is "main", or "DATABASE.main".
std::string ViewSql(const pack::Table& table, const std::string& schema, const std::string& condition, const std::string& from = "main") {
  return "CREATE OR REPLACE VIEW " + schema + "." + QuoteName(table.name) + " AS SELECT * FROM " + from + "." + QuoteName(table.name) +
         (condition.empty() ? "" : " WHERE " + condition);
}

std::string RunView(Month cutoff, int horizon_months, const std::vector<pack::TaskSetting>& settings) {
  std::string run =
      "CREATE OR REPLACE VIEW past.run AS SELECT " + DateLiteral(cutoff) + " AS cutoff, " + std::to_string(horizon_months) + " AS horizon_months";
  for (const auto& setting : settings) {
    char value[64];
    std::snprintf(value, sizeof value, "%.17g", setting.value);
    run += ", CAST(" + std::string(value) + " AS DOUBLE) AS " + QuoteName(setting.name);
  }
  return run;
}

/// The first month that is missing between the first and the last one of a panel; nothing if none is.
std::optional<std::string> MissingMonth(store::Connection& connection, const pack::Table& table) {
  const std::string time = QuoteName(table.time);
  const std::string there = "(SELECT DISTINCT " + time + " AS month FROM main." + QuoteName(table.name) + ")";
  const auto rows = connection
                        .Query("SELECT strftime(min(month) + INTERVAL 1 MONTH, '%Y-%m') FROM " + there +
                               " WHERE CAST(month + INTERVAL 1 MONTH AS DATE) NOT IN " + there + " AND month < (SELECT max(month) FROM " + there + ")")
                        .Rows();
  return rows.at(0)[0];
}

bool IsThere(store::Connection& connection, const pack::Table& table) {
  return connection.Integer("SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'main' AND database_name = current_database() AND table_name = ?",
                            {table.name}) > 0;
}

/// A workspace may be older than the pack's table of records, which nobody has to have.
void MakeMissingRecords(store::Connection& connection, const pack::Pack& pack) {
  for (const auto& table : pack.tables) {
    if (table.kind == pack::TableKind::kRecords && !IsThere(connection, table)) return CreateTables(connection, pack);
  }
}

}  // namespace

std::string MonthText(Month month) {
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02d", month / 12, month % 12 + 1);
  return text;
}

std::string MonthDate(Month month) { return MonthText(month) + "-01"; }

Month MonthOf(Micros time) {
  const std::string date = FormatDate(time);
  return std::stoi(date.substr(0, 4)) * 12 + std::stoi(date.substr(5, 2)) - 1;
}

std::optional<Month> MonthFrom(const std::string& text) {
  const auto time = ParseMonth(text);
  return time ? std::optional(MonthOf(*time)) : std::nullopt;
}

MonthSpan MonthsOf(store::Connection& connection, const pack::Pack& pack) {
  MonthSpan span;
  bool found = false;
  for (const auto& table : pack.tables) {
    if (table.kind != pack::TableKind::kPanel) continue;
    const std::string time = QuoteName(table.time);
    const auto row =
        connection.Query("SELECT strftime(min(" + time + "), '%Y-%m'), strftime(max(" + time + "), '%Y-%m') FROM main." + QuoteName(table.name))
            .Rows()
            .at(0);
    if (!row[0]) continue;
    const Month first = *MonthFrom(*row[0]), last = *MonthFrom(*row[1]);
    if (const auto missing = MissingMonth(connection, table)) {
      throw Error(Fault::kData, "the table " + table.name + " has no row of " + *missing + ", though it goes from " + *row[0] + " to " + *row[1], {},
                  "Load the file of that month: trends would be wrong without it.");
    }
    span.first = found ? std::min(span.first, first) : first;
    span.last = found ? std::max(span.last, last) : last;
    found = true;
  }
  if (!found) throw Error(Fault::kUsage, "there are no months in this workspace", {}, "Load some with: auspex -w DIR ingest FILE");
  return span;
}

void SetPast(store::Connection& connection, const pack::Pack& pack, Month cutoff, int horizon_months, const std::vector<pack::TaskSetting>& settings) {
  connection.Run("DROP SCHEMA IF EXISTS future CASCADE");
  connection.Run("CREATE SCHEMA IF NOT EXISTS past");
  MakeMissingRecords(connection, pack);
  for (const auto& table : pack.tables) {
    const bool timed = table.kind != pack::TableKind::kCustomers;
    connection.Run(ViewSql(table, "past", timed ? QuoteName(table.time) + " < " + DateLiteral(cutoff + 1) : ""));
  }
  connection.Run(RunView(cutoff, horizon_months, settings));
}

void SetFuture(store::Connection& connection, const pack::Pack& pack, Month cutoff, int horizon_months) {
  connection.Run("CREATE SCHEMA IF NOT EXISTS future");
  for (const auto& table : pack.tables) {
    if (table.kind == pack::TableKind::kCustomers) continue;
    const std::string time = QuoteName(table.time);
    connection.Run(
        ViewSql(table, "future", time + " >= " + DateLiteral(cutoff + 1) + " AND " + time + " < " + DateLiteral(cutoff + horizon_months + 1)));
  }
}

void SetPast(store::Connection& connection, const pack::Pack& pack, Month cutoff) {
  if (pack.table_task) SetPast(connection, pack, cutoff, pack.table_task->horizon_months, pack.table_task->settings);
  else SetPast(connection, pack, cutoff, 0, {});
}

void SetFuture(store::Connection& connection, const pack::Pack& pack, Month cutoff) {
  SetFuture(connection, pack, cutoff, pack.table_task->horizon_months);
}

void ShowAllRecords(store::Connection& connection, const pack::Pack& pack) {
  for (const auto& table : pack.tables) {
    if (table.kind == pack::TableKind::kRecords) connection.Run(ViewSql(table, "past", ""));
  }
}

PastApart::PastApart(store::Connection& connection, const pack::Pack& pack, Month cutoff)
    : connection_(connection), workspace_(connection.Text("SELECT current_database()")) {
  static std::atomic<uint64_t> number = 0;
  apart_ = "past_apart_" + std::to_string(++number);
  std::vector<bool> there;
  for (const auto& table : pack.tables) there.push_back(IsThere(connection, table));
  connection.Run("ATTACH ':memory:' AS " + apart_ + "; USE " + apart_);
  CreateTables(connection, pack);
  connection.Run("CREATE SCHEMA past");
  for (size_t t = 0; t < pack.tables.size(); ++t) {
    const auto& table = pack.tables[t];
    const bool ends = table.kind == pack::TableKind::kPanel || table.kind == pack::TableKind::kEvents;
    connection.Run(ViewSql(table, "past", ends ? QuoteName(table.time) + " < " + DateLiteral(cutoff + 1) : "",
                           there[t] ? QuoteName(workspace_) + ".main" : "main"));
  }
  if (pack.table_task) connection.Run(RunView(cutoff, pack.table_task->horizon_months, pack.table_task->settings));
  else connection.Run(RunView(cutoff, 0, {}));
}

PastApart::~PastApart() {
  try {
    connection_.Run("USE " + QuoteName(workspace_) + "; DETACH " + apart_);
  } catch (const Error&) {  // the connection is broken: what is in memory goes with the database
  }
}

void SetEmptyPast(store::Connection& connection, const pack::Pack& pack, bool future) {
  CreateTables(connection, pack);
  connection.Run("CREATE SCHEMA past");
  if (future) connection.Run("CREATE SCHEMA future");
  for (const auto& table : pack.tables) {
    const std::string name = QuoteName(table.name);
    connection.Run("CREATE TABLE past." + name + " AS FROM main." + name);
    if (future && table.kind != pack::TableKind::kCustomers) connection.Run("CREATE TABLE future." + name + " AS FROM main." + name);
    connection.Run("DROP TABLE main." + name);
  }
  std::string run = "CREATE TABLE past.run AS SELECT DATE '2025-01-01' AS cutoff, 1 AS horizon_months";
  if (pack.table_task) {
    for (const auto& setting : pack.table_task->settings) run += ", 1.0::DOUBLE AS " + QuoteName(setting.name);
  }
  connection.Run(run);
  connection.Run("SET enable_external_access = false");
}

}  // namespace auspex::data
