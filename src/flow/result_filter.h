#pragma once
// Which rows of a result are wanted: conditions on its columns that all have to hold, as SQL with bound values.
#include <optional>
#include <string>
#include <vector>

#include "flow/result_table.h"

namespace auspex::flow {

enum class FilterOp { kIn, kNotIn, kBetween, kContains, kBegins, kEquals, kEmpty, kNotEmpty };

/// "in", "not_in", "between", "contains", "begins", "equals", "empty", "not_empty"; nothing for anything else.
std::optional<FilterOp> FilterOpOf(const std::string& name);

struct FilterCondition {
  std::string column;
  FilterOp op = FilterOp::kEmpty;
  std::vector<store::Value> values;     ///< of in and not_in; std::monostate is the empty value
  std::optional<store::Value> low, high;  ///< of between: numbers low <= x <= high, times (as texts) low <= t < high
  std::string text;                     ///< of contains and begins (whatever the case) and equals (to the letter)
};

struct ResultFilter {
  static constexpr size_t kMostConditions = 100, kMostValues = 10'000;

  std::vector<FilterCondition> conditions;

  /// The same without conditions on `column`.
  ResultFilter Without(const std::string& column) const;
};

/// An SQL condition with the values of its `?` in order.
struct SqlCondition {
  std::string sql;  ///< TRUE where nothing is asked
  std::vector<store::Value> values;
};

/// Throws Error(kUsage) with the column's name for a column that the result does not have, a condition that its type does not
/// know, values of another type, what is no time, and too many conditions or values.
SqlCondition ConditionSql(const ResultFilter& filter, const ResultTable& table);

/// `text` contained in an SQL text, whatever the case, with one `?` for it.
std::string ContainsSql(const std::string& sql_text);

}  // namespace auspex::flow
