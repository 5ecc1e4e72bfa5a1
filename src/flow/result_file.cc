#include <algorithm>

#include "flow/export.h"
#include "flow/result_query.h"

namespace auspex::flow {
namespace {

/// A text that a spreadsheet would take for a formula gets an apostrophe; numbers with a sign stay as they are.
std::string Harmless(const std::string& text) {
  return "CASE WHEN regexp_matches(" + text + R"(, '^[=+\-@\x00-\x1f]') AND NOT regexp_full_match()" + text + R"(, '[+-][0-9]+([.,][0-9]+)*') THEN '''' || )" +
         text + " ELSE " + text + " END";
}

bool MayHoldFormulas(const ResultColumn& column) {
  if (column.type == ResultType::kText) return true;
  return column.type == ResultType::kSet && std::ranges::any_of(column.values, [](const std::string& value) {
           return !value.empty() && (static_cast<unsigned char>(value[0]) < 0x20 || std::string("=+-@").find(value[0]) != std::string::npos);
         });
}

}  // namespace

uint64_t WriteRows(store::Connection& connection, const ResultTable& table, const ResultFilter& filter, const std::vector<SortKey>& sort,
                   const std::filesystem::path& path, Progress& progress) {
  const SqlCondition condition = ConditionSql(filter, table);
  const bool csv = path.extension() == ".csv";
  std::string columns;
  for (const ResultColumn& column : table.columns) {
    if (column.facet) continue;
    const std::string name = store::QuoteName(column.name);
    columns += (columns.empty() ? "" : ", ") + (csv && MayHoldFormulas(column) ? Harmless(ReadSql(column)) + " AS " + name : name);
  }
  const std::string order = sort.empty() ? "" : OrderSql(sort, false);
  return Export(connection, "SELECT " + columns + " FROM " + table.name + " WHERE " + condition.sql + order, path, progress, condition.values);
}

}  // namespace auspex::flow
