#pragma once
// A pack's dashboard: small tables made once for each state of the data, charts over them, and filters for all. docs/pack.md,
// "dashboard.toml", describes the file.
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "pack/results.h"

namespace auspex::pack {

/// What a chart's rows mean is told by the position of their columns; docs/pack.md says how for each kind.
enum class DashboardKind { kNumber, kGauge, kLine, kBar, kStacked, kRadar, kMapGrid, kTable, kDonut };

/// "number", "gauge", "line", "bar", "stacked", "radar", "map_grid", "table", "donut".
const char* KindName(DashboardKind kind);

/// SQL with `?` for each `$name` of the pack's text, in that order.
struct BoundSql {
  std::string sql;
  std::vector<std::string> names;  ///< of the filter that each `?` stands for
};

/// What the user may choose for all charts; nothing chosen is NULL.
struct DashboardFilter {
  std::string name, label, sql;  ///< `label`: wording key; `sql`: a SELECT whose first column has the values
  std::string words;             ///< values are shown as the wording's `words.VALUE`; empty: as they are
  int line = 0;
};

/// A SELECT that is kept as `dashboard.NAME`; `otherwise` is taken while a table that `sql` reads is not there yet.
struct DashboardTable {
  std::string name, sql, otherwise;
  int line = 0;
};

struct DashboardChart {
  std::string name, title;  ///< `title`: wording key
  DashboardKind kind = DashboardKind::kNumber;
  BoundSql query;
  CardFormat format = CardFormat::kNumber;
  std::map<std::string, CardFormat> formats;  ///< of columns that differ
  std::map<std::string, std::string> words;   ///< a column's values are shown as the wording's `words.VALUE`
  std::string unit;                           ///< wording key; may be empty
  int span = 3, height = 2;                   ///< columns of twelve; rows
  double low = 0, high = 1;                   ///< of a gauge
  std::vector<double> thresholds;             ///< of a gauge, ascending: where its colour changes
  std::string drill;                          ///< the filter that a click sets; empty: none
  int line = 0;
};

struct Dashboard {
  std::string title;       ///< wording key
  int refresh_seconds = 0;  ///< how often pages ask for newer data
  std::vector<DashboardFilter> filters;
  std::vector<DashboardTable> tables;  ///< each may use those before it
  std::vector<DashboardChart> charts;
  std::filesystem::path file;  ///< empty: the pack has none
};

}  // namespace auspex::pack
