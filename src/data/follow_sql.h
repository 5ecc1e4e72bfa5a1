#pragma once
// The features of one customer after some were changed: those that follow them (pack::TaskFeature::follows) are worked out again by SQL.
//
// The SQL of a feature sees the row's features, changed, by their names alone or as now.NAME (which a query inside it needs); before.NAME is what they
// were; the columns of past.run; and the relation `others`, the features of all other customers. Numbers are DOUBLE, texts VARCHAR; the customer's column is
// there as well, under its own name.
#include <set>
#include <string>
#include <vector>

#include "data/past_future.h"
#include "pack/pack.h"
#include "store/database.h"

namespace auspex::data {

/// A relation that task.features_sql made, such as a prediction run's table of features.
struct FeatureRelation {
  std::string relation;                ///< a table, as it stands in SQL
  std::vector<std::string> columns;    ///< the customer's first
  std::vector<bool> text;              ///< [columns]
};
FeatureRelation FeaturesIn(store::Connection& connection, const std::string& relation);

/// The features that follow `changed`, directly or over others, and are not among them; by level.
std::vector<std::vector<const pack::TaskFeature*>> Followers(const pack::TableTask& task, const std::set<std::string>& changed);

/// SELECT of two rows with the columns of `features`, typed, called 'stored' and 'changed' in the customer's column: as they are, and with `changed` set and
/// what follows worked out. Values to bind: the customer, then the changed ones in the order of the set. No row where there is no such customer.
std::string FollowSql(const pack::TableTask& task, const FeatureRelation& features, Month cutoff, const std::set<std::string>& changed);

/// Binds the `follows` of every feature over `features`, which may be empty. Throws Error(kUsage) with file and line.
void CheckFollows(store::Connection& connection, const pack::TableTask& task, const FeatureRelation& features);

}  // namespace auspex::data
