#include "flow/result_filter.h"

#include <algorithm>
#include <array>
#include <cfloat>
#include <charconv>
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

/// A bound value; without the cast it would have to fit the column's own type.
const char* MarkOf(const ResultColumn& column) {
  return column.type == ResultType::kTime ? "make_timestamp(?)" : column.type == ResultType::kInteger ? "CAST(? AS BIGINT)" : "CAST(? AS DOUBLE)";
}

/// A value of in or not_in as the text that it is bound as.
std::string TextOf(const ResultColumn& column, const store::Value& value) {
  switch (column.type) {
    case ResultType::kText:
    case ResultType::kSet:
      if (const auto* text = std::get_if<std::string>(&value)) return *text;
      throw Wrong(column, "this column holds texts", "Give texts.");
    case ResultType::kNumber: {
      char digits[40];
      return {digits, std::to_chars(digits, digits + sizeof digits, NumberOf(column, value)).ptr};
    }
    case ResultType::kInteger:
      if (const auto* whole = std::get_if<int64_t>(&value)) return std::to_string(*whole);
      throw Wrong(column, "this column holds whole numbers", "Give whole numbers.");
    case ResultType::kTime: return std::to_string(TimeOf(column, value));
    case ResultType::kFlag:
      if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
      throw Wrong(column, "this column holds true or false", "Give true or false.");
  }
  return {};
}

/// A text that occurs in none of `texts`: it begins with a byte that stands nowhere else in it, so that none is found across a seam.
std::string SeparatorFor(const std::vector<std::string>& texts) {
  std::string separator = "\x1F";
  while (std::ranges::any_of(texts, [&](const auto& text) { return text.find(separator) != std::string::npos; })) separator += '\x1E';
  return separator;
}

/// Builds the SQL of one condition after the other.
class Builder {
 public:
  explicit Builder(const ResultTable& table) : table_(table) {}

  void Add(const FilterCondition& condition, const ResultColumn& column) {
    if (!condition_.sql.empty()) condition_.sql += " AND ";
    const std::string name = store::QuoteName(column.name);
    CheckOp(condition, column);
    switch (condition.op) {
      case FilterOp::kIn: condition_.sql += In(condition, column); break;
      case FilterOp::kNotIn: condition_.sql += "NOT coalesce(" + In(condition, column) + ", FALSE)"; break;
      case FilterOp::kBetween: AddBetween(condition, column); break;
      case FilterOp::kContains: AddText(column, "contains(lower(", "), lower(CAST(? AS VARCHAR)))", condition.text); break;
      case FilterOp::kBegins: AddText(column, "starts_with(lower(", "), lower(CAST(? AS VARCHAR)))", condition.text); break;
      case FilterOp::kEquals: AddText(column, "(", " = CAST(? AS VARCHAR))", condition.text); break;
      case FilterOp::kEmpty: condition_.sql += "(" + name + " IS NULL" + (IsText(column) ? " OR " + Test(column, "", " = ''") : "") + ")"; break;
      case FilterOp::kNotEmpty: condition_.sql += "(" + name + " IS NOT NULL" + (IsText(column) ? " AND NOT " + Test(column, "", " = ''") : "") + ")"; break;
    }
  }

  SqlCondition Finish() {
    if (condition_.sql.empty()) condition_.sql = "TRUE";
    return std::move(condition_);
  }

 private:
  static void CheckOp(const FilterCondition& condition, const ResultColumn& column) {
    const bool text = condition.op == FilterOp::kContains || condition.op == FilterOp::kBegins || condition.op == FilterOp::kEquals;
    const bool range = condition.op == FilterOp::kBetween;
    const bool measured = column.type == ResultType::kNumber || column.type == ResultType::kInteger || column.type == ResultType::kTime;
    if ((!text || IsText(column)) && (!range || measured)) return;
    throw Wrong(column, "a column of type " + std::string(TypeName(column.type)) + " knows no condition `" + kOps[static_cast<size_t>(condition.op)] + "`",
                "Use another condition.");
  }

  /// Whether `before` text `after` holds for the text of a column. Of an ENUM its few values are asked, not the rows.
  std::string Test(const ResultColumn& column, const std::string& before, const std::string& after) const {
    const std::string name = store::QuoteName(column.name);
    if (!column.enumeration) return "(" + before + ReadSql(column) + after + ")";
    return "(" + name + " IN (SELECT v FROM (SELECT unnest(enum_range((SELECT " + name + " FROM " + table_.name + " LIMIT 0))) AS v) WHERE " + before +
           "CAST(v AS VARCHAR)" + after + "))";
  }

  /// The empty value is one like any other: it is in or not in the list. The others are bound as one text, since thousands of
  /// bound values are slow.
  std::string In(const FilterCondition& condition, const ResultColumn& column) {
    std::vector<std::string> texts;
    bool empty = false;
    for (const store::Value& value : condition.values) {
      if (std::holds_alternative<std::monostate>(value)) empty = true;
      else texts.push_back(TextOf(column, value));
    }
    std::string sql = "FALSE";
    if (!texts.empty()) {
      constexpr const char* kParts[] = {"part", "part", "CAST(part AS DOUBLE)", "CAST(part AS BIGINT)", "make_timestamp(CAST(part AS BIGINT))",
                                        "CAST(part AS BOOLEAN)"};
      sql = Test(column, "", " IN (SELECT " + std::string(kParts[static_cast<size_t>(column.type)]) +
                                 " FROM (SELECT unnest(string_split(CAST(? AS VARCHAR), CAST(? AS VARCHAR))) AS part))");
      const std::string separator = SeparatorFor(texts);
      std::string joined;
      for (size_t i = 0; i < texts.size(); ++i) joined.append(i > 0 ? separator : "").append(texts[i]);
      condition_.values.emplace_back(std::move(joined));
      condition_.values.emplace_back(separator);
    }
    return "(" + sql + (empty ? " OR " + store::QuoteName(column.name) + " IS NULL" : "") + ")";
  }

  void AddBetween(const FilterCondition& condition, const ResultColumn& column) {
    if (!condition.low && !condition.high) throw Wrong(column, "`between` needs `low` or `high`", "Give one of them or both.");
    const std::string name = ReadSql(column);
    const auto bound = [&](const store::Value& value, bool up) -> store::Value {
      if (column.type == ResultType::kTime) return TimeOf(column, value);
      if (column.type == ResultType::kInteger) return WholeBound(column, value, up);
      return NumberOf(column, value);
    };
    std::string sql;
    if (condition.low) {
      sql = name + " >= " + MarkOf(column);
      condition_.values.push_back(bound(*condition.low, true));
    }
    if (condition.high) {
      sql += (sql.empty() ? "" : " AND ") + name + (column.type == ResultType::kTime ? " < " : " <= ") + MarkOf(column);
      condition_.values.push_back(bound(*condition.high, false));
    }
    condition_.sql += "(" + sql + ")";
  }

  void AddText(const ResultColumn& column, const std::string& before, const std::string& after, const std::string& text) {
    condition_.sql += Test(column, before, after);
    condition_.values.emplace_back(text);
  }

  const ResultTable& table_;
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
  Builder builder(table);
  for (const auto& condition : filter.conditions) builder.Add(condition, table.Find(condition.column));
  return builder.Finish();
}

}  // namespace auspex::flow
