#include "data/follow_sql.h"

#include <algorithm>
#include <cstdio>

#include "base/error.h"
#include "pack/toml_reader.h"

namespace auspex::data {
namespace {

using store::QuoteName;

std::string Typed(const FeatureRelation& features, size_t column, const std::string& value) {
  return "CAST(" + value + (features.text[column] ? " AS VARCHAR)" : " AS DOUBLE)") + " AS " + QuoteName(features.columns[column]);
}

std::string TypedSelect(const FeatureRelation& features) {
  std::string sql;
  for (size_t c = 0; c < features.columns.size(); ++c) sql += (c == 0 ? "SELECT " : ", ") + Typed(features, c, QuoteName(features.columns[c]));
  return sql + " FROM " + features.relation;
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

/// What the SQL of features sees, and the row `changed_0`: as `values` say where they are not empty, else as stored.
std::string Surroundings(const pack::TableTask& task, const FeatureRelation& features, Month cutoff, const std::vector<std::string>& values) {
  std::string changed;
  for (size_t c = 0; c < features.columns.size(); ++c) {
    changed += (c == 0 ? "SELECT " : ", ") + (values[c].empty() ? QuoteName(features.columns[c]) : Typed(features, c, values[c]));
  }
  return "WITH everybody AS NOT MATERIALIZED (" + TypedSelect(features) + "), stored AS MATERIALIZED (SELECT * FROM everybody WHERE " +
         QuoteName(features.columns[0]) + " = CAST($1 AS VARCHAR)), run AS (" + RunSelect(task, cutoff) + "), changed_0 AS (" + changed +
         ", stored AS before FROM stored)";
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
  std::vector<std::string> values(features.columns.size());
  std::vector<std::string> names(changed.begin(), changed.end());
  for (size_t c = 1; c < values.size(); ++c) {
    const auto at = std::ranges::find(names, features.columns[c]);
    if (at != names.end()) values[c] = "$" + std::to_string(2 + (at - names.begin()));
  }
  std::string sql = Surroundings(task, features, cutoff, values);
  size_t level = 0;
  for (const auto& here : Followers(task, changed)) {
    std::string replaced;
    for (const auto* feature : here) replaced += (replaced.empty() ? "" : ", ") + Worked(*feature) + " AS " + QuoteName(feature->name);
    sql += ", changed_" + std::to_string(level + 1) + " AS MATERIALIZED (SELECT now.* REPLACE (" + replaced + ") FROM changed_" + std::to_string(level) + " AS now, run)";
    ++level;
  }
  const auto called = [&](const char* name) { return " REPLACE ('" + std::string(name) + "' AS " + QuoteName(features.columns[0]) + ")"; };
  return sql + " SELECT *" + called("stored") + " FROM stored UNION ALL SELECT * EXCLUDE (before)" + called("changed") + " FROM changed_" + std::to_string(level);
}

void CheckFollows(store::Connection& connection, const pack::TableTask& task, const FeatureRelation& features) {
  for (const auto& feature : task.features) {
    if (feature.follows.empty()) continue;
    try {
      connection.Query(Surroundings(task, features, 12 * 2025, std::vector<std::string>(features.columns.size())) + " SELECT " + Worked(feature) +
                           " FROM changed_0 AS now, run LIMIT 0",
                       {std::string()});
    } catch (const Error& error) {
      throw Error(Fault::kUsage, "what the feature `" + feature.name + "` follows does not hold over the features: " + error.message(),
                  pack::At(task.described_file, feature.follows_line),
                  "Name features as they stand in the row, or as before.NAME, and settings; inside a query over everybody, as now.NAME.");
    }
  }
}

}  // namespace auspex::data
