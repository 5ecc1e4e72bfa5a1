#include "flow/result_query.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "base/error.h"
#include "base/format.h"
#include "base/time.h"

namespace auspex::flow {
namespace {

using store::QuoteName;

/// The row ids of one page in the order of the table, and how many there are in all: with a filter, of one pass over the table.
std::vector<int64_t> UnsortedIds(store::Connection& connection, const ResultTable& table, const SqlCondition& condition, const RowsQuery& query,
                                 uint64_t& total) {
  std::vector<int64_t> ids;
  const auto take = [&](uint64_t place, int64_t id) {
    if (place >= query.offset && place - query.offset < query.limit) ids.push_back(id);
  };
  if (condition.sql == "TRUE") {
    total = table.rows;
    for (uint64_t id = query.offset; id < total && ids.size() < query.limit; ++id) take(id, static_cast<int64_t>(id));
    return ids;
  }
  store::Result result = connection.Query("SELECT rowid FROM " + table.name + " WHERE " + condition.sql, condition.values);
  store::Chunk chunk;
  total = 0;
  while (result.Next(chunk)) {
    const auto numbers = chunk.Numbers<int64_t>(0);
    for (size_t r = 0; r < numbers.size(); ++r) take(total + r, numbers[r]);
    total += numbers.size();
  }
  return ids;
}

/// The row ids of one page. Sorting ids alone is cheap; in the far half it is cheaper to sort from the other end.
std::vector<int64_t> SortedIds(store::Connection& connection, const ResultTable& table, const SqlCondition& condition, const RowsQuery& query,
                               uint64_t total) {
  const uint64_t count = std::min(query.limit, total - query.offset);
  const uint64_t after = total - query.offset - count;
  const bool backwards = after < query.offset;
  std::vector<store::Value> values = condition.values;
  values.emplace_back(static_cast<int64_t>(count));
  values.emplace_back(static_cast<int64_t>(backwards ? after : query.offset));
  store::Result result = connection.Query(
      "SELECT rowid FROM " + table.name + " WHERE " + condition.sql + OrderSql(query.sort, backwards) + " LIMIT ? OFFSET ?", values);
  std::vector<int64_t> ids;
  store::Chunk chunk;
  while (result.Next(chunk)) {
    const auto numbers = chunk.Numbers<int64_t>(0);
    ids.insert(ids.end(), numbers.begin(), numbers.end());
  }
  if (backwards) std::ranges::reverse(ids);
  return ids;
}

/// "WHERE rowid …" of a list of ids; they are numbers of the database's own.
std::string WhereIds(const std::vector<int64_t>& ids) {
  const bool row_on_row = ids.back() - ids.front() == static_cast<int64_t>(ids.size()) - 1 && std::ranges::is_sorted(ids);
  if (row_on_row) return " WHERE rowid >= " + std::to_string(ids.front()) + " AND rowid <= " + std::to_string(ids.back());
  std::string list;
  for (const int64_t id : ids) list += (list.empty() ? "" : ", ") + std::to_string(id);
  return " WHERE rowid IN (" + list + ")";
}

std::vector<std::vector<Cell>> RowsOfIds(store::Connection& connection, const ResultTable& table, const std::vector<std::string>& columns,
                                         const std::vector<int64_t>& ids) {
  std::vector<std::vector<Cell>> rows(ids.size());
  if (ids.empty()) return rows;
  std::unordered_map<int64_t, size_t> place;
  for (size_t i = 0; i < ids.size(); ++i) place[ids[i]] = i;
  std::vector<const ResultColumn*> shown;
  std::string sql = "SELECT rowid";
  for (const auto& name : columns) {
    shown.push_back(&table.Find(name));
    sql += ", " + ReadSql(*shown.back());
  }
  store::Result result = connection.Query(sql + " FROM " + table.name + WhereIds(ids));
  store::Chunk chunk;
  while (result.Next(chunk)) {
    for (size_t r = 0; r < chunk.rows(); ++r) {
      auto& row = rows[place.at(chunk.Numbers<int64_t>(0)[r])];
      for (size_t c = 0; c < shown.size(); ++c) row.push_back(CellOf(*shown[c], chunk, c + 1, r));
    }
  }
  return rows;
}

uint64_t CountRows(store::Connection& connection, const ResultTable& table, const SqlCondition& condition) {
  if (condition.sql == "TRUE") return table.rows;
  return static_cast<uint64_t>(connection.Integer("SELECT count(*) FROM " + table.name + " WHERE " + condition.sql, condition.values));
}

}  // namespace

std::string OrderSql(const std::vector<SortKey>& sort, bool backwards) {
  std::string sql = " ORDER BY ";
  for (const SortKey& key : sort) {
    sql += QuoteName(key.column) + (key.descending != backwards ? " DESC" : " ASC") + (backwards ? " NULLS FIRST, " : " NULLS LAST, ");
  }
  return sql + (backwards ? "rowid DESC" : "rowid ASC");
}

std::vector<SortKey> ParseSort(const std::string& text, const ResultTable& table) {
  std::vector<SortKey> keys;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find(',', at), text.size());
    std::string name = text.substr(at, end - at);
    at = end + 1;
    const bool descending = table.FindOrNull(name) == nullptr && name.starts_with('-');
    if (descending) name.erase(0, 1);
    table.Find(name);
    if (std::ranges::count(keys, name, &SortKey::column) > 0) throw Error(Fault::kUsage, "the column is to be sorted by twice", name, "Name it once.");
    keys.push_back({name, descending});
    if (keys.size() > kMostSortKeys) {
      throw Error(Fault::kUsage, "these are too many columns to sort by", "sort", "At most " + std::to_string(kMostSortKeys) + " are taken.");
    }
  }
  return keys;
}

Cell CellOf(const ResultColumn& column, const store::Chunk& chunk, size_t at, size_t row) {
  if (!chunk.Valid(at, row)) return {};
  switch (column.type) {
    case ResultType::kText:
    case ResultType::kSet: return std::string(chunk.Text(at, row));
    case ResultType::kNumber:
      if (column.single) return chunk.Numbers<float>(at)[row];
      return chunk.Numbers<double>(at)[row];
    case ResultType::kInteger: return chunk.Numbers<int64_t>(at)[row];
    case ResultType::kTime: return FormatTime(chunk.Numbers<int64_t>(at)[row]);
    case ResultType::kFlag: return chunk.Numbers<bool>(at)[row];
  }
  return {};
}

ResultRows ReadRows(store::Connection& connection, const ResultTable& table, const RowsQuery& query) {
  const SqlCondition condition = ConditionSql(query.filter, table);
  ResultRows answer;
  std::vector<int64_t> ids;
  if (query.sort.empty()) {
    ids = UnsortedIds(connection, table, condition, query, answer.total);
  } else {
    answer.total = CountRows(connection, table, condition);
    if (query.offset < answer.total && query.limit > 0) ids = SortedIds(connection, table, condition, query, answer.total);
  }
  answer.rows = RowsOfIds(connection, table, query.columns, ids);
  return answer;
}

ColumnValues ReadValues(store::Connection& connection, const ResultTable& table, const std::string& column, const std::string& search,
                        const ResultFilter& filter, uint64_t limit) {
  const ResultColumn& asked = table.Find(column);
  SqlCondition condition = ConditionSql(filter.Without(column), table);
  const std::string name = QuoteName(column);
  if (!search.empty()) {
    condition.sql += " AND " + ContainsSql("CAST(" + name + " AS VARCHAR)");
    condition.values.emplace_back(search);
  }
  condition.values.emplace_back(static_cast<int64_t>(limit + 1));
  store::Result result = connection.Query("SELECT " + ReadSql(asked, "v") + ", n FROM (SELECT " + name + " AS v, count(*) AS n FROM " + table.name +
                                              " WHERE " + condition.sql + " GROUP BY ALL) ORDER BY n DESC, v ASC NULLS LAST LIMIT ?", condition.values);
  ColumnValues answer;
  store::Chunk chunk;
  while (result.Next(chunk)) {
    for (size_t r = 0; r < chunk.rows(); ++r) {
      answer.values.push_back({CellOf(asked, chunk, 0, r), static_cast<uint64_t>(chunk.Numbers<int64_t>(1)[r])});
    }
  }
  answer.more = answer.values.size() > limit;
  if (answer.more) answer.values.pop_back();
  return answer;
}

std::vector<std::array<Cell, 2>> ReadBounds(store::Connection& connection, const ResultTable& table) {
  std::string sql = "SELECT count(*)";
  std::vector<size_t> measured;
  for (size_t c = 0; c < table.columns.size(); ++c) {
    const ResultColumn& column = table.columns[c];
    if (column.type != ResultType::kNumber && column.type != ResultType::kInteger && column.type != ResultType::kTime) continue;
    sql += ", min(" + ReadSql(column) + "), max(" + ReadSql(column) + ")";
    measured.push_back(c);
  }
  std::vector<std::array<Cell, 2>> bounds(table.columns.size());
  store::Result result = connection.Query(sql + " FROM " + table.name);
  store::Chunk chunk;
  result.Next(chunk);
  for (size_t m = 0; m < measured.size(); ++m) {
    const ResultColumn& column = table.columns[measured[m]];
    bounds[measured[m]] = {CellOf(column, chunk, 1 + 2 * m, 0), CellOf(column, chunk, 2 + 2 * m, 0)};
  }
  return bounds;
}

}  // namespace auspex::flow
