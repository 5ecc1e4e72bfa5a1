#include "flow/result_filter.h"

#include <algorithm>
#include <array>
#include <cfloat>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/format.h"
#include "base/time.h"

namespace auspex::flow {
namespace {

constexpr std::array<const char*, 8> kOps = {"in", "not_in", "between", "contains", "begins", "equals", "empty", "not_empty"};

bool IsText(const ResultColumn& column) { return column.type == ResultType::kText || column.type == ResultType::kSet; }

Error Wrong(const ResultColumn& column, const std::string& what, const std::string& advice) {
  return Error(Fault::kUsage, what, column.name, advice);
}

/// The nearest FLOAT as a double: what is shown as 0.1 is found by 0.1.
double Rounded(double value) {
  if (std::fabs(value) > FLT_MAX) return value;
  return static_cast<double>(static_cast<float>(value));
}

double NumberOf(const ResultColumn& column, const store::Value& value) {
  double number = 0;
  if (const auto* whole = std::get_if<int64_t>(&value)) number = static_cast<double>(*whole);
  else if (const auto* real = std::get_if<double>(&value)) number = *real;
  else throw Wrong(column, "this column holds numbers", "Give numbers.");
  return column.single ? Rounded(number) : number;
}

/// A number as a bound of whole numbers: rounded up or down, and kept inside what fits.
int64_t WholeBound(const ResultColumn& column, const store::Value& value, bool up) {
  if (const auto* whole = std::get_if<int64_t>(&value)) return *whole;
  const double number = NumberOf(column, value);
  const double rounded = up ? std::ceil(number) : std::floor(number);
  if (rounded >= 9223372036854775808.0) return std::numeric_limits<int64_t>::max();
  if (rounded <= -9223372036854775808.0) return std::numeric_limits<int64_t>::min();
  return static_cast<int64_t>(rounded);
}

int64_t TimeOf(const ResultColumn& column, const store::Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) throw Wrong(column, "this column holds times", "Write them like 2025-03-01 12:03:11.");
  const auto time = ParseTime(*text);
  if (!time) throw Wrong(column, "this is no time: " + Excerpt(*text), "Write it like 2025-03-01 12:03:11.");
  return *time;
}

/// A value of in or not_in as what is bound.
store::Value Bound(const ResultColumn& column, const store::Value& value) {
  switch (column.type) {
    case ResultType::kText:
    case ResultType::kSet:
      if (!std::holds_alternative<std::string>(value)) throw Wrong(column, "this column holds texts", "Give texts.");
      return value;
    case ResultType::kNumber: return NumberOf(column, value);
    case ResultType::kInteger:
      if (!std::holds_alternative<int64_t>(value)) throw Wrong(column, "this column holds whole numbers", "Give whole numbers.");
      return value;
    case ResultType::kTime: return TimeOf(column, value);
    case ResultType::kFlag:
      if (!std::holds_alternative<bool>(value)) throw Wrong(column, "this column holds true or false", "Give true or false.");
      return value;
  }
  return value;
}

/// A bound value; without the cast it would have to fit the column's own type.
const char* MarkOf(const ResultColumn& column) {
  constexpr const char* kMarks[] = {"CAST(? AS VARCHAR)", "CAST(? AS VARCHAR)", "CAST(? AS DOUBLE)",
                                    "CAST(? AS BIGINT)",  "make_timestamp(?)",  "CAST(? AS BOOLEAN)"};
  return kMarks[static_cast<size_t>(column.type)];
}

/// Builds the SQL of one condition after the other.
class Builder {
 public:
  /// Texts are compared as VARCHAR (ReadSql), so that a text that an ENUM does not have is no error.
  void Add(const FilterCondition& condition, const ResultColumn& column) {
    if (!condition_.sql.empty()) condition_.sql += " AND ";
    const std::string name = store::QuoteName(column.name), text = ReadSql(column);
    const auto need = [&](bool fits) {
      if (fits) return;
      throw Wrong(column, "a column of type " + std::string(TypeName(column.type)) + " knows no condition `" +
                              kOps[static_cast<size_t>(condition.op)] + "`", "Use another condition.");
    };
    switch (condition.op) {
      case FilterOp::kIn: return AddIn(condition, column, false);
      case FilterOp::kNotIn: return AddIn(condition, column, true);
      case FilterOp::kBetween:
        need(column.type == ResultType::kNumber || column.type == ResultType::kInteger || column.type == ResultType::kTime);
        return AddBetween(condition, column);
      case FilterOp::kContains: need(IsText(column)); return AddText(ContainsSql(text), condition.text);
      case FilterOp::kBegins: need(IsText(column)); return AddText("starts_with(lower(" + text + "), lower(CAST(? AS VARCHAR)))", condition.text);
      case FilterOp::kEquals: need(IsText(column)); return AddText("(" + text + " = CAST(? AS VARCHAR))", condition.text);
      case FilterOp::kEmpty: condition_.sql += "(" + name + " IS NULL" + (IsText(column) ? " OR " + text + " = ''" : "") + ")"; return;
      case FilterOp::kNotEmpty: condition_.sql += "(" + name + " IS NOT NULL" + (IsText(column) ? " AND " + text + " <> ''" : "") + ")"; return;
    }
  }

  SqlCondition Finish() {
    if (condition_.sql.empty()) condition_.sql = "TRUE";
    return std::move(condition_);
  }

 private:
  /// The empty value is one like any other: it is in or not in the list.
  void AddIn(const FilterCondition& condition, const ResultColumn& column, bool negated) {
    std::string list;
    bool empty = false;
    for (const store::Value& value : condition.values) {
      if (std::holds_alternative<std::monostate>(value)) {
        empty = true;
        continue;
      }
      condition_.values.push_back(Bound(column, value));
      list.append(list.empty() ? "" : ", ").append(MarkOf(column));
    }
    const std::string name = ReadSql(column);
    const std::string in = list.empty() ? "FALSE" : "coalesce(" + name + " IN (" + list + "), FALSE)";
    condition_.sql += std::string(negated ? "NOT " : "") + "(" + in + (empty ? " OR " + store::QuoteName(column.name) + " IS NULL" : "") + ")";
  }

  void AddBetween(const FilterCondition& condition, const ResultColumn& column) {
    if (!condition.low && !condition.high) throw Wrong(column, "`between` needs `low` or `high`", "Give one of them or both.");
    const std::string name = ReadSql(column);
    const bool time = column.type == ResultType::kTime;
    const auto bound = [&](const store::Value& value, bool up) -> store::Value {
      if (time) return TimeOf(column, value);
      if (column.type == ResultType::kInteger) return WholeBound(column, value, up);
      return NumberOf(column, value);
    };
    std::string sql;
    if (condition.low) {
      sql = name + " >= " + MarkOf(column);
      condition_.values.push_back(bound(*condition.low, true));
    }
    if (condition.high) {
      sql += (sql.empty() ? "" : " AND ") + name + (time ? " < " : " <= ") + MarkOf(column);
      condition_.values.push_back(bound(*condition.high, false));
    }
    condition_.sql += "(" + sql + ")";
  }

  void AddText(const std::string& sql, const std::string& text) {
    condition_.sql += sql;
    condition_.values.emplace_back(text);
  }

  SqlCondition condition_;
};

}  // namespace

std::optional<FilterOp> FilterOpOf(const std::string& name) {
  const auto at = std::ranges::find(kOps, name);
  if (at == kOps.end()) return {};
  return static_cast<FilterOp>(at - kOps.begin());
}

ResultFilter ResultFilter::Without(const std::string& column) const {
  ResultFilter rest;
  std::ranges::copy_if(conditions, std::back_inserter(rest.conditions), [&](const auto& condition) { return condition.column != column; });
  return rest;
}

std::string ContainsSql(const std::string& sql_text) { return "contains(lower(" + sql_text + "), lower(CAST(? AS VARCHAR)))"; }

SqlCondition ConditionSql(const ResultFilter& filter, const ResultTable& table) {
  if (filter.conditions.size() > ResultFilter::kMostConditions) {
    throw Error(Fault::kUsage, "the filter has " + std::to_string(filter.conditions.size()) + " conditions", "filter",
                "At most " + std::to_string(ResultFilter::kMostConditions) + " are taken.");
  }
  size_t values = 0;
  for (const auto& condition : filter.conditions) values += condition.values.size();
  if (values > ResultFilter::kMostValues) {
    throw Error(Fault::kUsage, "the filter has " + std::to_string(values) + " values", "filter",
                "At most " + std::to_string(ResultFilter::kMostValues) + " are taken.");
  }
  Builder builder;
  for (const auto& condition : filter.conditions) builder.Add(condition, table.Find(condition.column));
  return builder.Finish();
}

}  // namespace auspex::flow
