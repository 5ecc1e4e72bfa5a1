#include "data/follow_sql.h"

#include <algorithm>
#include <cstdio>
#include <map>

#include "base/error.h"
#include "pack/sql_text.h"
#include "pack/toml_reader.h"

namespace auspex::data {
namespace {

using store::QuoteName;

std::string Typed(const FeatureRelation& features, size_t column, const std::string& value) {
  return "CAST(" + value + (features.text[column] ? " AS VARCHAR)" : " AS DOUBLE)") + " AS " + QuoteName(features.columns[column]);
}

std::string TypedSelect(const FeatureRelation& features, const std::string& further) {
  std::string sql;
  for (size_t c = 0; c < features.columns.size(); ++c) sql += (c == 0 ? "SELECT " : ", ") + Typed(features, c, QuoteName(features.columns[c]));
  return sql + further + " FROM " + features.relation;
}

/// The columns of past.run.
std::string RunSelect(const pack::TableTask& task, Month cutoff) {
  std::string sql = "SELECT DATE '" + MonthDate(cutoff) + "' AS cutoff, " + std::to_string(task.horizon_months) + " AS horizon_months";
  for (const auto& setting : task.settings) {
    char value[64];
    std::snprintf(value, sizeof value, "CAST(%.17g AS DOUBLE)", setting.value);
    sql += ", " + std::string(value) + " AS " + QuoteName(setting.name);
  }
  return sql;
}

/// The columns that `followers` read of the row as it is or was, those that are changed and the customer's. The others need not pass through the SQL.
std::set<std::string> ColumnsOf(const std::vector<const pack::TaskFeature*>& followers, const FeatureRelation& features, const std::set<std::string>& changed) {
  std::set<std::string> named = changed;
  for (const auto* feature : followers) {
    named.insert(feature->name);
    named.merge(pack::NamesIn(feature->follows));
    for (const char* row : {"now", "before"}) named.merge(pack::TablesIn(feature->follows, row));
  }
  std::set<std::string> columns = {features.columns[0]};
  for (const auto& column : features.columns) {
    if (named.contains(column)) columns.insert(column);
  }
  return columns;
}

/// What the SQL of features sees, and the row `changed_0` of `columns`: as `values` say where they say something, else as stored.
std::string Surroundings(const pack::TableTask& task, const FeatureRelation& features, Month cutoff, const std::set<std::string>& columns,
                         const std::map<std::string, std::string>& values) {
  std::string changed, before;
  for (size_t c = 0; c < features.columns.size(); ++c) {
    const std::string& column = features.columns[c];
    if (!columns.contains(column)) continue;
    const auto value = values.find(column);
    changed += (changed.empty() ? "SELECT " : ", ") + (value == values.end() ? QuoteName(column) : Typed(features, c, value->second));
    before += (before.empty() ? "" : ", ") + QuoteName(column) + " := " + QuoteName(column);
  }
  return "WITH stored AS MATERIALIZED (" + TypedSelect(features, ", rowid AS \"place in the table\"") + " WHERE " + QuoteName(features.columns[0]) +
         " = CAST($1 AS VARCHAR)), others AS NOT MATERIALIZED (" + TypedSelect(features, "") +
         " WHERE rowid != (SELECT \"place in the table\" FROM stored)), run AS (" + RunSelect(task, cutoff) + "), changed_0 AS (" + changed +
         ", struct_pack(" + before + ") AS before FROM stored)";
}

std::string Worked(const pack::TaskFeature& feature) {
  const bool text = feature.format == pack::ValueFormat::kText;
  return "CAST((" + feature.follows + "\n) AS " + (text ? "VARCHAR)" : "DOUBLE)");
}

}  // namespace

FeatureRelation FeaturesIn(store::Connection& connection, const std::string& relation) {
  const store::Result shape = connection.Query("SELECT * FROM " + relation + " LIMIT 0");
  FeatureRelation features{relation, {}, {}};
  for (size_t c = 0; c < shape.columns(); ++c) {
    const std::string type = shape.Type(c);
    features.columns.push_back(shape.Name(c));
    features.text.push_back(c == 0 || type == "VARCHAR" || type == "ENUM");
  }
  return features;
}

std::vector<std::vector<const pack::TaskFeature*>> Followers(const pack::TableTask& task, const std::set<std::string>& changed) {
  std::set<std::string> moved = changed;
  std::vector<std::vector<const pack::TaskFeature*>> levels;
  const auto moves = [&](const pack::TaskFeature& feature) {
    return !changed.contains(feature.name) && std::ranges::any_of(feature.follows_from, [&](const auto& name) { return moved.contains(name); });
  };
  const auto deepest = std::ranges::max(task.features, {}, &pack::TaskFeature::follows_level).follows_level;
  for (int level = 1; level <= deepest; ++level) {
    std::vector<const pack::TaskFeature*> here;
    for (const auto& feature : task.features) {
      if (feature.follows_level == level && moves(feature)) here.push_back(&feature);
    }
    for (const auto* feature : here) moved.insert(feature->name);
    if (!here.empty()) levels.push_back(std::move(here));
  }
  return levels;
}

std::string FollowSql(const pack::TableTask& task, const FeatureRelation& features, Month cutoff, const std::set<std::string>& changed) {
  const auto levels = Followers(task, changed);
  std::vector<const pack::TaskFeature*> followers;
  for (const auto& here : levels) followers.insert(followers.end(), here.begin(), here.end());
  const std::set<std::string> columns = ColumnsOf(followers, features, changed);
  std::map<std::string, std::string> values;
  for (const auto& name : changed) values.emplace(name, "$" + std::to_string(2 + values.size()));
  std::string sql = Surroundings(task, features, cutoff, columns, values);
  for (size_t level = 0; level < levels.size(); ++level) {
    std::string replaced;
    for (const auto* feature : levels[level]) replaced += (replaced.empty() ? "" : ", ") + Worked(*feature) + " AS " + QuoteName(feature->name);
    sql += ", changed_" + std::to_string(level + 1) + " AS MATERIALIZED (SELECT now.* REPLACE (" + replaced + ") FROM changed_" + std::to_string(level) + " AS now, run)";
  }
  std::string row;
  for (const auto& column : features.columns) {
    const std::string value = column == features.columns[0] ? "'changed'" : (columns.contains(column) ? "row_now." : "stored.") + QuoteName(column);
    row += (row.empty() ? "SELECT " : ", ") + value + " AS " + QuoteName(column);
  }
  return sql + " SELECT * EXCLUDE (\"place in the table\") REPLACE ('stored' AS " + QuoteName(features.columns[0]) + ") FROM stored UNION ALL " + row + " FROM stored, changed_" +
         std::to_string(levels.size()) + " AS row_now";
}

void CheckFollows(store::Connection& connection, const pack::TableTask& task, const FeatureRelation& features) {
  for (const auto& feature : task.features) {
    if (feature.follows.empty()) continue;
    try {
      connection.Query(Surroundings(task, features, 12 * 2025, {features.columns.begin(), features.columns.end()}, {}) + " SELECT " + Worked(feature) +
                           " FROM changed_0 AS now, run LIMIT 0",
                       {std::string()});
    } catch (const Error& error) {
      throw Error(Fault::kUsage, "what the feature `" + feature.name + "` follows does not hold over the features: " + error.message(),
                  pack::At(task.described_file, feature.follows_line),
                  "Name features as they stand in the row, or as before.NAME, and settings; inside a query over others, as now.NAME.");
    }
  }
}

}  // namespace auspex::data
