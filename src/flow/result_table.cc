#include "flow/result_table.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>

#include "base/error.h"
#include "base/format.h"
#include "decide/results.h"
#include "flow/action_tables.h"
#include "flow/result_runs.h"
#include "pack/toml_reader.h"

namespace auspex::flow {
namespace {

using store::QuoteName;

constexpr size_t kMostEnum = 60000;  ///< a column with more different texts stays VARCHAR

/// Texts in the order they are shown in: those of the vocabulary as they stand there, then the others by the alphabet.
class Order {
 public:
  explicit Order(const pack::Journey& journey) {
    for (const auto& symbol : journey.vocabulary) Add(symbol.name);
    for (const auto& attribute : journey.attributes) {
      for (const auto& symbol : journey.vocabulary) Add(symbol.attributes.at(attribute));
    }
  }
  bool operator()(const std::string& a, const std::string& b) const {
    const size_t rank_a = RankOf(a), rank_b = RankOf(b);
    return rank_a != rank_b ? rank_a < rank_b : a < b;
  }

 private:
  void Add(const std::string& text) { ranks_.emplace(text, ranks_.size()); }
  size_t RankOf(const std::string& text) const {
    const auto at = ranks_.find(text);
    return at == ranks_.end() ? ranks_.size() : at->second;
  }
  std::map<std::string, size_t> ranks_;
};

/// Which columns of a relation become ENUMs of their own, and what makes the table of it.
class Maker {
 public:
  Maker(store::Connection& connection, const pack::Pack& pack, int64_t run, std::string relation)
      : connection_(connection), order_(pack.journey), run_(run), relation_(std::move(relation)) {}

  /// SELECT of the relation with the types that the table is to have.
  std::string Sql() {
    const store::Result shape = connection_.Query("SELECT * FROM (" + relation_ + ") LIMIT 0");
    const auto few = FewTexts(shape);
    std::string columns;
    for (size_t c = 0; c < shape.columns(); ++c) {
      const std::string name = QuoteName(shape.Name(c));
      std::vector<std::string> values = few[c] ? *few[c] : shape.EnumValues(c);
      const bool own = few[c] || !std::ranges::is_sorted(values, order_);
      std::ranges::sort(values, order_);
      columns += (c > 0 ? ", " : "") + (own ? "CAST(" + name + " AS " + MakeEnum(c, values) + ") AS " + name : name);
    }
    return "SELECT " + columns + " FROM (" + relation_ + ")";
  }

 private:
  /// The texts of each column that has so few different ones that an ENUM pays: at most kMostEnum, each twice on average.
  std::vector<std::optional<std::vector<std::string>>> FewTexts(const store::Result& shape) {
    std::string counts = "SELECT count(*)";
    for (size_t c = 0; c < shape.columns(); ++c) {
      if (shape.Type(c) == "VARCHAR") counts += ", approx_count_distinct(" + QuoteName(shape.Name(c)) + ")";
    }
    const auto row = connection_.Query(counts + " FROM (" + relation_ + ")").Rows().at(0);
    const size_t most = std::min<size_t>(kMostEnum, std::stoull(*row[0]) / 2);
    std::vector<std::optional<std::vector<std::string>>> few(shape.columns());
    for (size_t c = 0, at = 1; c < shape.columns(); ++c) {
      if (shape.Type(c) != "VARCHAR" || std::stoull(*row[at++]) > most + most / 5 + 10) continue;  // the estimate is a few per cent off
      std::vector<std::string> texts = TextsOf(QuoteName(shape.Name(c)));
      if (texts.size() <= most) few[c] = std::move(texts);
    }
    return few;
  }

  std::vector<std::string> TextsOf(const std::string& column) {
    std::vector<std::string> texts;
    const std::string sql = "SELECT DISTINCT " + column + " FROM (" + relation_ + ") WHERE " + column + " IS NOT NULL";
    for (const auto& row : connection_.Query(sql).Rows()) texts.push_back(*row[0]);
    return texts;
  }

  /// Returns the type's name, quoted.
  std::string MakeEnum(size_t column, const std::vector<std::string>& values) {
    const std::string type = QuoteName(RunTable(run_, "result_" + std::to_string(column)));
    std::string list;
    for (const auto& value : values) list += (list.empty() ? "" : ", ") + store::QuoteText(value);
    connection_.Run("CREATE TYPE " + type + " AS ENUM (" + list + ")");
    return type;
  }

  store::Connection& connection_;
  Order order_;
  int64_t run_;
  std::string relation_;
};

std::vector<std::string> ColumnsOf(store::Connection& connection, const std::string& sql) {
  const store::Result shape = connection.Query("SELECT * FROM (" + sql + ") LIMIT 0");
  std::vector<std::string> names;
  for (size_t c = 0; c < shape.columns(); ++c) names.push_back(shape.Name(c));
  return names;
}

void CheckRows(store::Connection& connection, const pack::Pack& pack, const std::string& decision) {
  const int64_t customers = connection.Integer("SELECT count(*) FROM " + decision);
  const int64_t rows = connection.Integer("SELECT count(*) FROM (" + decide::ResultSql(pack, decision) + ")");
  if (rows == customers) return;
  throw Error(Fault::kUsage, "the result's SQL gives " + std::to_string(rows) + " rows for " + std::to_string(customers) + " customers",
              pack.result.string(), "Write a SELECT that gives one row a customer, in the order of `decision`.");
}

ResultColumn Describe(const store::Result& shape, size_t c) {
  ResultColumn column;
  column.name = shape.Name(c);
  const std::string type = shape.Type(c);
  const auto is = [&](std::initializer_list<const char*> types) { return std::ranges::count(types, type) > 0; };
  column.enumeration = type == "ENUM";
  if (is({"FLOAT", "DOUBLE", "DECIMAL", "UBIGINT", "HUGEINT"})) column.type = ResultType::kNumber;
  else if (type.ends_with("INT") || type == "INTEGER" || type == "UINTEGER") column.type = ResultType::kInteger;
  else if (is({"TIMESTAMP", "DATE"})) column.type = ResultType::kTime;
  else if (type == "BOOLEAN") column.type = ResultType::kFlag;
  else if (column.enumeration && shape.EnumSize(c) <= kMostSetValues) column.type = ResultType::kSet;
  column.single = type == "FLOAT";
  column.plain = is({"FLOAT", "DOUBLE", "BIGINT", "TIMESTAMP", "BOOLEAN", "VARCHAR"});
  if (column.type == ResultType::kSet) column.values = shape.EnumValues(c);
  return column;
}

bool HasTable(store::Connection& connection, const std::string& name) {
  return connection.Integer("SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", {name}) > 0;
}

/// Two requests at once for the result of an older run make it once.
void MakeIfMissing(store::Connection& connection, const pack::Pack& pack, int64_t run) {
  if (HasTable(connection, RunTable(run, "result"))) return;
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  if (HasTable(connection, RunTable(run, "result"))) return;
  const bool decided = connection.Integer("SELECT count(*) FROM duckdb_views() WHERE view_name = ?", {RunTable(run, "decision")}) > 0;
  const bool planned = HasTable(connection, RunTable(run, "action"));
  if (!decided && !planned) throw Error(Fault::kUsage, "there is no prediction " + std::to_string(run));
  store::Transaction transaction(connection);
  if (!decided) MakePlanDecision(connection, run);
  MakeResultTable(connection, pack, run);
  transaction.Commit();
}

ResultTable Open(store::Connection& connection, int64_t run) {
  ResultTable table;
  table.run = run;
  table.name = QuoteName(RunTable(run, "result"));
  const store::Result shape = connection.Query("SELECT * FROM " + table.name + " LIMIT 0");
  const size_t own = ColumnsOf(connection, "SELECT * FROM " + QuoteName(RunTable(run, "file"))).size();
  table.rows = static_cast<uint64_t>(connection.Integer("SELECT count(*) FROM " + table.name));
  for (size_t c = 0; c < shape.columns(); ++c) {
    table.columns.push_back(Describe(shape, c));
    table.columns.back().facet = c >= own;
  }
  return table;
}

}  // namespace

const char* TypeName(ResultType type) {
  constexpr const char* kNames[] = {"text", "set", "number", "integer", "time", "flag"};
  return kNames[static_cast<size_t>(type)];
}

const ResultColumn* ResultTable::FindOrNull(const std::string& column) const {
  const auto at = std::ranges::find(columns, column, &ResultColumn::name);
  return at == columns.end() ? nullptr : &*at;
}

const ResultColumn& ResultTable::Find(const std::string& column) const {
  if (const ResultColumn* found = FindOrNull(column)) return *found;
  std::vector<std::string> names;
  for (const auto& known : columns) names.push_back(known.name);
  throw Error(Fault::kUsage, "the result has no such column", Excerpt(column), column.size() > 100 ? "" : pack::Suggest(column, names));
}

std::string ReadSql(const ResultColumn& column) { return ReadSql(column, QuoteName(column.name)); }

std::string ReadSql(const ResultColumn& column, const std::string& sql) {
  if (column.plain) return sql;
  constexpr const char* kTypes[] = {"VARCHAR", "VARCHAR", "DOUBLE", "BIGINT", "TIMESTAMP", "BOOLEAN"};
  return "CAST(" + sql + " AS " + kTypes[static_cast<size_t>(column.type)] + ")";
}

void MakeResultTable(store::Connection& connection, const pack::Pack& pack, int64_t run) {
  const std::string decision = QuoteName(RunTable(run, "decision"));
  const std::string table = QuoteName(RunTable(run, "result"));
  CheckRows(connection, pack, decision);
  const auto columns = ColumnsOf(connection, decide::ResultSql(pack, decision));
  const std::string relation = decide::ResultWithFacetsSql(pack, decide::FacetsOf(pack, columns), decision);
  connection.Run("CREATE TABLE " + table + " AS " + Maker(connection, pack, run, relation).Sql());
  std::string own;
  for (const auto& column : columns) own += (own.empty() ? "" : ", ") + QuoteName(column);
  connection.Run("CREATE VIEW " + QuoteName(RunTable(run, "file")) + " AS SELECT " + own + " FROM " + table);
}

ResultTable OpenResultTable(store::Connection& connection, const pack::Pack& pack, int64_t run) {
  try {
    return Open(connection, run);
  } catch (const Error&) {  // to look whether it is there takes longer than to try
    MakeIfMissing(connection, pack, run);
    return Open(connection, run);
  }
}

}  // namespace auspex::flow
