#include "serve/filter_json.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "base/format.h"
#include "serve/json_fields.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

using flow::FilterOp;
using nlohmann::json;

void RefuseUnknown(const json& object, std::initializer_list<std::string_view> known, const std::string& where) {
  for (const auto& [key, value] : object.items()) {
    if (std::ranges::count(known, std::string_view(key)) == 0) throw BadRequest("unknown field `" + Excerpt(key) + "`", where);
  }
}

/// A text, number, flag or null as a value of a condition.
store::Value ValueOf(const json& value, const std::string& where) {
  if (value.is_null()) return {};
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_string()) return value.get<std::string>();
  const bool fits = value.is_number_unsigned() ? value.get<uint64_t>() <= static_cast<uint64_t>(INT64_MAX) : value.is_number_integer();
  if (fits) return value.get<int64_t>();
  if (value.is_number()) return value.get<double>();
  throw BadRequest("must be a text, a number, true, false or null", where);
}

const json& Field(const json& object, const char* name, const std::string& where) {
  const auto at = object.find(name);
  if (at == object.end()) throw BadRequest("is missing", where + "." + name);
  return *at;
}

std::string TextOf(const json& object, const char* name, const std::string& where) {
  const json& field = Field(object, name, where);
  if (!field.is_string()) throw BadRequest("must be text", where + "." + name);
  return field.get<std::string>();
}

std::vector<store::Value> ValuesOf(const json& object, const std::string& where) {
  const json& list = Field(object, "values", where);
  if (!list.is_array()) throw BadRequest("must be a list", where + ".values");
  std::vector<store::Value> values;
  for (const json& value : list) values.push_back(ValueOf(value, where + ".values"));
  return values;
}

std::optional<store::Value> BoundOf(const json& object, const char* name, const std::string& where) {
  const auto at = object.find(name);
  if (at == object.end() || at->is_null()) return {};
  return ValueOf(*at, where + "." + name);
}

flow::FilterCondition ConditionOf(const json& object, const std::string& where) {
  if (!object.is_object()) throw BadRequest("must be an object", where);
  flow::FilterCondition condition;
  condition.column = TextOf(object, "column", where);
  const std::string name = TextOf(object, "op", where);
  const auto op = flow::FilterOpOf(name);
  if (!op) {
    throw BadRequest("unknown condition `" + Excerpt(name) + "`", where + ".op",
                     "Use in, not_in, between, contains, begins, equals, empty or not_empty.");
  }
  condition.op = *op;
  switch (*op) {
    case FilterOp::kIn:
    case FilterOp::kNotIn:
      RefuseUnknown(object, {"column", "op", "values"}, where);
      condition.values = ValuesOf(object, where);
      break;
    case FilterOp::kBetween:
      RefuseUnknown(object, {"column", "op", "low", "high"}, where);
      condition.low = BoundOf(object, "low", where);
      condition.high = BoundOf(object, "high", where);
      break;
    case FilterOp::kContains:
    case FilterOp::kBegins:
    case FilterOp::kEquals:
      RefuseUnknown(object, {"column", "op", "text"}, where);
      condition.text = TextOf(object, "text", where);
      break;
    case FilterOp::kEmpty:
    case FilterOp::kNotEmpty: RefuseUnknown(object, {"column", "op"}, where); break;
  }
  return condition;
}

}  // namespace

flow::ResultFilter ParseFilter(const std::string& text, const std::string& name) {
  flow::ResultFilter filter;
  if (text.empty()) return filter;
  if (text.size() > kLongestFilter) throw BadRequest("the filter is too long", name, "Use fewer conditions or values.");
  const json object = ParseObject(text, name);
  RefuseUnknown(object, {"all"}, name);
  const json& all = Field(object, "all", name);
  if (!all.is_array()) throw BadRequest("must be a list", name + ".all");
  if (all.size() > flow::ResultFilter::kMostConditions) {
    throw BadRequest("the filter has " + std::to_string(all.size()) + " conditions", name,
                     "At most " + std::to_string(flow::ResultFilter::kMostConditions) + " are taken.");
  }
  for (size_t i = 0; i < all.size(); ++i) filter.conditions.push_back(ConditionOf(all[i], name + ".all[" + std::to_string(i) + "]"));
  return filter;
}

}  // namespace auspex::serve
