#include "flow/dashboard.h"

#include <algorithm>
#include <optional>

#include "decide/results.h"
#include "flow/result_runs.h"
#include "flow/result_table.h"
#include "pack/toml_reader.h"

namespace auspex::flow {
namespace {

using store::QuoteName;

void Attach(store::Connection& connection) { connection.Run("ATTACH IF NOT EXISTS ':memory:' AS dashboard"); }

/// The table that is not there, if that is what `error` says.
std::optional<std::string> MissingTable(const Error& error) {
  const std::string begin = "Catalog Error: Table with name ";
  const std::string& text = error.message();
  const size_t end = text.find(" does not exist");
  if (!text.starts_with(begin) || end == std::string::npos) return std::nullopt;
  return text.substr(begin.size(), end - begin.size());
}

Error Refused(const Error& error, const std::string& what, const pack::Pack& pack, int line) {
  return {Fault::kUsage, what + ": " + error.message().substr(0, error.message().find("\n\nLINE")), pack::At(pack.dashboard.file, line),
          "Correct the SQL there."};
}

/// How a column of the pack's SQL is read.
ResultColumn ColumnOf(const store::Result& shape, size_t c) {
  ResultColumn column;
  column.name = "c" + std::to_string(c);
  const std::string type = shape.Type(c);
  const auto is = [&](std::initializer_list<const char*> types) { return std::ranges::count(types, type) > 0; };
  if (is({"FLOAT", "DOUBLE", "DECIMAL", "UBIGINT", "HUGEINT"})) column.type = ResultType::kNumber;
  else if (type.ends_with("INT") || is({"INTEGER", "UINTEGER"})) column.type = ResultType::kInteger;
  else if (type == "BOOLEAN") column.type = ResultType::kFlag;
  column.plain = is({"DOUBLE", "BIGINT", "BOOLEAN", "VARCHAR"});
  return column;
}

/// `dashboard.result` over the newest prediction or plan; none without one.
void MakeResultView(store::Connection& connection, const pack::Pack& pack) {
  connection.Run("DROP VIEW IF EXISTS dashboard.result");
  const auto runs = ResultRuns(connection);
  if (runs.empty()) return;
  try {
    const ResultTable table = OpenResultTable(connection, pack, runs.front().run);
    connection.Run("CREATE OR REPLACE VIEW dashboard.result AS SELECT * FROM " + QuoteName(connection.Text("SELECT current_database()")) + ".main." +
                   table.name);
  } catch (const Error& error) {  // the result of a plan that an older pack made: charts that ask for it say that it is missing
    if (error.fault() == Fault::kCancelled) throw;
  }
}

/// `dashboard.vocabulary`; none where it is learnt from the data.
void MakeVocabulary(store::Connection& connection, const pack::Journey& journey) {
  if (journey.vocabulary.empty()) return;
  std::string columns = "symbol", rows;
  for (const auto& attribute : journey.attributes) columns += ", " + QuoteName(attribute);
  for (const auto& symbol : journey.vocabulary) {
    rows += (rows.empty() ? "(" : ", (") + store::QuoteText(symbol.name);
    for (const auto& attribute : journey.attributes) rows += ", " + store::QuoteText(symbol.attributes.at(attribute));
    rows += ")";
  }
  connection.Run("CREATE OR REPLACE TABLE dashboard.vocabulary AS SELECT * FROM (VALUES " + rows + ") t(" + columns + ")");
}

/// The types of a run's ENUMs go with the run.
std::string WithoutEnums(store::Connection& connection, const std::string& sql) {
  const store::Result shape = connection.Query("SELECT * FROM " + decide::Enclosed(sql) + " LIMIT 0");
  std::string casts;
  for (size_t c = 0; c < shape.columns(); ++c) {
    if (shape.Type(c) != "ENUM") continue;
    const std::string name = QuoteName(shape.Name(c));
    casts += (casts.empty() ? " REPLACE (CAST(" : ", CAST(") + name + " AS VARCHAR) AS " + name;
  }
  return "SELECT *" + casts + (casts.empty() ? "" : ")") + " FROM " + decide::Enclosed(sql);
}

/// Whether the table could be made; it could not if it needs one that is not there yet.
bool MakeTable(store::Connection& connection, const std::string& name, const std::string& sql) try {
  connection.Run("CREATE OR REPLACE TABLE " + name + " AS " + WithoutEnums(connection, sql));
  return true;
} catch (const Error& error) {
  if (!MissingTable(error)) throw;
  return false;
}

void MakeTable(store::Connection& connection, const pack::Pack& pack, const pack::DashboardTable& table, std::map<std::string, Error>& faults) {
  const std::string name = "dashboard." + QuoteName(table.name);
  try {
    if (MakeTable(connection, name, table.sql)) return;
    if (!table.otherwise.empty() && MakeTable(connection, name, table.otherwise)) return;
  } catch (const Error& error) {
    if (error.fault() == Fault::kCancelled) throw;
    faults.emplace(table.name, Refused(error, "the table `" + table.name + "` cannot be made", pack, table.line));
  }
  connection.Run("DROP TABLE IF EXISTS " + name);
}

std::vector<store::Value> ValuesOf(const pack::BoundSql& query, const FilterChoice& choice) {
  std::vector<store::Value> values;
  for (const auto& name : query.names) {
    const auto chosen = choice.find(name);
    values.push_back(chosen == choice.end() ? store::Value() : store::Value(chosen->second));
  }
  return values;
}

void CheckChoice(const pack::Pack& pack, const FilterChoice& choice) {
  std::vector<std::string> known;
  for (const auto& filter : pack.dashboard.filters) known.push_back(filter.name);
  for (const auto& [name, value] : choice) {
    if (std::ranges::count(known, name) > 0) continue;
    throw Error(Fault::kUsage, "the dashboard has no such filter", name, name.size() > 100 || known.empty() ? "" : pack::Suggest(name, known));
  }
}

/// The rows of a query with its columns cast to what Cell holds.
ChartRows ReadRows(store::Connection& connection, const pack::BoundSql& query, const std::vector<store::Value>& values) {
  const std::string relation = decide::Enclosed(query.sql);
  const store::Result shape = connection.Query("SELECT * FROM " + relation + " LIMIT 0", values);
  ChartRows answer;
  std::vector<ResultColumn> columns;
  std::string names, casts;
  for (size_t c = 0; c < shape.columns(); ++c) {
    answer.columns.push_back(shape.Name(c));
    columns.push_back(ColumnOf(shape, c));
    names += (c > 0 ? ", " : "") + columns[c].name;
    casts += (c > 0 ? ", " : "") + ReadSql(columns[c]);
  }
  store::Result result = connection.Query("SELECT " + casts + " FROM " + relation + " t(" + names + ") LIMIT " + std::to_string(kMostDashboardRows), values);
  store::Chunk chunk;
  while (result.Next(chunk)) {
    for (size_t row = 0; row < chunk.rows(); ++row) {
      auto& cells = answer.rows.emplace_back();
      for (size_t c = 0; c < columns.size(); ++c) cells.push_back(CellOf(columns[c], chunk, c, row));
    }
  }
  return answer;
}

ChartRows ReadOrMiss(store::Connection& connection, const pack::Pack& pack, const pack::BoundSql& query, const std::vector<store::Value>& values,
                     const std::string& what, int line) {
  try {
    Attach(connection);
    return ReadRows(connection, query, values);
  } catch (const Error& error) {
    if (error.fault() == Fault::kCancelled) throw;
    const auto missing = MissingTable(error);
    if (!missing) throw Refused(error, what, pack, line);
    ChartRows nothing;
    nothing.missing = *missing;
    return nothing;
  }
}

}  // namespace

std::map<std::string, Error> MakeDashboard(store::Connection& connection, const pack::Pack& pack, const std::function<void()>& made) {
  std::map<std::string, Error> faults;
  Attach(connection);
  MakeVocabulary(connection, pack.journey);
  try {
    MakeResultView(connection, pack);
  } catch (const Error& error) {
    if (error.fault() == Fault::kCancelled) throw;
    faults.emplace("result", error);
  }
  for (const auto& table : pack.dashboard.tables) {
    MakeTable(connection, pack, table, faults);
    if (made) made();
  }
  return faults;
}

ChartRows ReadChart(store::Connection& connection, const pack::Pack& pack, const pack::DashboardChart& chart, const FilterChoice& choice) {
  CheckChoice(pack, choice);
  return ReadOrMiss(connection, pack, chart.query, ValuesOf(chart.query, choice), "the chart `" + chart.name + "` cannot be read", chart.line);
}

std::vector<std::string> FilterValues(store::Connection& connection, const pack::Pack& pack, const pack::DashboardFilter& filter) {
  const pack::BoundSql query{"SELECT CAST(v AS VARCHAR) FROM " + decide::Enclosed(filter.sql) + " t(v)", {}};
  std::vector<std::string> values;
  for (const auto& row : ReadOrMiss(connection, pack, query, {}, "the values of the filter `" + filter.name + "` cannot be read", filter.line).rows) {
    if (const auto* text = std::get_if<std::string>(&row[0])) values.push_back(*text);
  }
  return values;
}

}  // namespace auspex::flow
