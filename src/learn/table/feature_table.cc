#include "learn/table/feature_table.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "base/error.h"
#include "base/threads.h"

namespace auspex::learn {
namespace {

[[noreturn]] void Unusable(const std::string& what, const std::string& column, const std::string& advice = {}) {
  throw Error(Fault::kData, what, column, advice);
}

void CheckNumbers(const FeatureInfo& info, const std::vector<float>& values) {
  const auto bad = std::find_if(values.begin(), values.end(), [](float value) { return std::isinf(value); });
  if (bad != values.end())
    Unusable("row " + std::to_string(bad - values.begin()) + " of column '" + info.name + "' is infinite", info.name,
             "Make it a number or a missing value.");
}

void CheckCodes(const FeatureInfo& info, const std::vector<float>& codes) {
  const auto count = static_cast<float>(info.categories.size());
  for (size_t r = 0; r < codes.size(); ++r) {
    if (std::isnan(codes[r]) || (codes[r] >= 0 && codes[r] < count && codes[r] == std::floor(codes[r]))) continue;
    Unusable("row " + std::to_string(r) + " of column '" + info.name + "' holds " + std::to_string(codes[r]) + ", which is none of its " +
                 std::to_string(info.categories.size()) + " categories",
             info.name);
  }
}

/// Codes of `from` as codes of `to`, NaN where `to` does not know the text; none if they are alike.
std::optional<std::vector<float>> Recode(const FeatureInfo& from, const FeatureInfo& to) {
  if (from.categories == to.categories) return std::nullopt;
  std::unordered_map<std::string, float> known;
  for (size_t c = 0; c < to.categories.size(); ++c) known.emplace(to.categories[c], static_cast<float>(c));
  std::vector<float> codes;
  for (const std::string& text : from.categories) {
    const auto found = known.find(text);
    codes.push_back(found == known.end() ? kMissing : found->second);
  }
  return codes;
}

const char* KindOf(const FeatureInfo& info) { return info.is_category() ? "categories" : "numbers"; }

/// Where each column of `schema` stands in `table`.
std::vector<size_t> FindColumns(const Schema& schema, const FeatureTable& table) {
  std::unordered_map<std::string, size_t> places;
  for (size_t f = 0; f < table.schema.size(); ++f) places.emplace(table.schema[f].name, f);
  std::vector<size_t> found;
  for (const FeatureInfo& wanted : schema) {
    const auto place = places.find(wanted.name);
    if (place == places.end())
      throw Error(Fault::kUsage, "the table has no column '" + wanted.name + "', which the model needs", wanted.name,
                  "Bring the columns that the model was fitted on.");
    const FeatureInfo& there = table.schema[place->second];
    const std::vector<float>& values = table.columns[place->second];
    const bool empty = std::all_of(values.begin(), values.end(), [](float value) { return std::isnan(value); });
    if (there.is_category() != wanted.is_category() && !empty)
      throw Error(Fault::kUsage, "column '" + wanted.name + "' is one of " + KindOf(there) + "; the model was fitted on " + KindOf(wanted),
                  wanted.name, "Bring the columns that the model was fitted on.");
    found.push_back(place->second);
  }
  return found;
}

}  // namespace

void CheckTable(const FeatureTable& table) {
  if (table.columns.size() != table.schema.size())
    Unusable("the table has " + std::to_string(table.schema.size()) + " names for " + std::to_string(table.columns.size()) + " columns", {});
  std::unordered_set<std::string> names;
  for (size_t f = 0; f < table.features(); ++f) {
    const FeatureInfo& info = table.schema[f];
    if (info.name.empty()) Unusable("column " + std::to_string(f) + " has no name", {}, "Give every column a name.");
    if (!names.insert(info.name).second) Unusable("two columns are called '" + info.name + "'", info.name, "Rename one of them.");
    if (table.columns[f].size() != table.rows)
      Unusable("column '" + info.name + "' has " + std::to_string(table.columns[f].size()) + " values for " + std::to_string(table.rows) + " rows",
               info.name);
    info.is_category() ? CheckCodes(info, table.columns[f]) : CheckNumbers(info, table.columns[f]);
  }
}

FeatureTable TakeRows(const FeatureTable& table, std::span<const uint32_t> rows) {
  for (uint32_t row : rows)
    if (row >= table.rows)
      throw Error(Fault::kInternal, "row " + std::to_string(row) + " was asked of a table of " + std::to_string(table.rows) + " rows");
  FeatureTable taken{.rows = rows.size(), .schema = table.schema, .columns = std::vector<std::vector<float>>(table.features())};
  ParallelFor(table.features(), 1, [&](size_t begin, size_t end) {
    for (size_t f = begin; f < end; ++f) {
      taken.columns[f].reserve(rows.size());
      for (uint32_t row : rows) taken.columns[f].push_back(table.columns[f][row]);
    }
  });
  return taken;
}

FeatureTable AlignTo(const Schema& schema, const FeatureTable& table) {
  const std::vector<size_t> places = FindColumns(schema, table);
  FeatureTable aligned{.rows = table.rows, .schema = schema, .columns = std::vector<std::vector<float>>(schema.size())};
  ParallelFor(schema.size(), 1, [&](size_t begin, size_t end) {
    for (size_t f = begin; f < end; ++f) {
      aligned.columns[f] = table.columns[places[f]];
      if (!schema[f].is_category()) continue;
      const auto codes = Recode(table.schema[places[f]], schema[f]);
      if (!codes) continue;
      CheckCodes(table.schema[places[f]], aligned.columns[f]);
      for (float& value : aligned.columns[f])
        if (!std::isnan(value)) value = (*codes)[static_cast<size_t>(value)];
    }
  });
  return aligned;
}

void CheckSameSchema(const Schema& model, const FeatureTable& table) {
  const size_t count = std::min(model.size(), table.schema.size());
  size_t f = 0;
  while (f < count && model[f] == table.schema[f]) ++f;
  if (f == model.size() && f == table.schema.size() && table.columns.size() == f) return;
  const std::string expected = f < model.size() ? "\"" + model[f].name + "\"" : "no further column";
  const std::string found = f < table.schema.size() ? "\"" + table.schema[f].name + "\"" : "no column";
  throw Error(Fault::kUsage, "the table's columns are not the model's: at position " + std::to_string(f + 1) + " the model has " + expected +
              ", the table " + found + (expected == found ? " with other categories" : ""), "", "Align the table to the model's columns first.");
}

}  // namespace auspex::learn
