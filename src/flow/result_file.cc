#include "flow/export.h"
#include "flow/result_query.h"

namespace auspex::flow {

uint64_t WriteRows(store::Connection& connection, const ResultTable& table, const ResultFilter& filter, const std::vector<SortKey>& sort,
                   const std::filesystem::path& path, Progress& progress) {
  const SqlCondition condition = ConditionSql(filter, table);
  std::string columns;
  for (const ResultColumn& column : table.columns) {
    if (!column.facet) columns += (columns.empty() ? "" : ", ") + store::QuoteName(column.name);
  }
  const std::string order = sort.empty() ? "" : OrderSql(sort, false);
  return Export(connection, "SELECT " + columns + " FROM " + table.name + " WHERE " + condition.sql + order, path, progress, condition.values);
}

}  // namespace auspex::flow
