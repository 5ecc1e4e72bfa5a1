#pragma once
// A pack's dashboard over a workspace. Its tables live in a database in memory, attached as `dashboard`, so that a screen that
// reads them never waits for a job that writes, and nothing of it stays in the workspace. `dashboard.result` is the result of the
// newest prediction (flow/result_table.h), facets included; `dashboard.vocabulary` the pack's symbols with their attributes.
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "flow/result_query.h"
#include "pack/pack.h"
#include "store/database.h"

namespace auspex::flow {

/// The most rows that a chart or the values of a filter have.
constexpr size_t kMostDashboardRows = 1000;

/// What the user has chosen: a value by filter; filters that are not there let everything through.
using FilterChoice = std::map<std::string, std::string>;

/// Makes the pack's tables anew, each whole or not at all; readers see the former one until then. Returns what is wrong with those
/// that could not be made; a table whose data is not there yet (nothing predicted, say) is missing without being wrong.
/// `made` is called after each table. Throws Error(kCancelled) when it is stopped.
std::map<std::string, Error> MakeDashboard(store::Connection& connection, const pack::Pack& pack, const std::function<void()>& made = {});

struct ChartRows {
  std::string missing;  ///< the table that is not there yet; then there is nothing else
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;  ///< in the order of the chart's SQL
};
/// The rows of a chart. Throws Error(kUsage) with the pack's `file:line` for SQL that does not hold, and for a choice of which there
/// is no filter.
ChartRows ReadChart(store::Connection& connection, const pack::Pack& pack, const pack::DashboardChart& chart, const FilterChoice& choice);

/// What a filter offers; nothing while its data is missing.
std::vector<std::string> FilterValues(store::Connection& connection, const pack::Pack& pack, const pack::DashboardFilter& filter);

}  // namespace auspex::flow
