#include "flow/planned_contacts.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "flow/result_runs.h"

namespace auspex::flow {
namespace {

using store::QuoteName;
using store::QuoteText;

struct Plan {
  int64_t run = 0;
  std::string month, start;  ///< 2025-03, 2025-04-01
};

bool Has(store::Connection& connection, const std::string& workspace, const std::string& table) {
  return connection.Integer("SELECT count(*) FROM duckdb_tables() WHERE database_name = ? AND schema_name = 'main' AND table_name = ?",
                            {workspace, table}) > 0;
}

/// Newest first.
std::vector<Plan> PlansOf(store::Connection& connection, const std::string& workspace) {
  std::vector<Plan> plans;
  if (!Has(connection, workspace, "runs")) return plans;
  for (const auto& row :
       connection.Query("SELECT run, settings FROM " + QuoteName(workspace) + ".main.runs WHERE kind = 'act' ORDER BY run DESC").Rows()) {
    const int64_t run = std::stoll(*row[0]);
    if (!Has(connection, workspace, RunTable(run, "action"))) continue;
    const auto settings = nlohmann::json::parse(row[1].value_or("{}"));
    plans.push_back({run, settings.at("month").get<std::string>(), settings.at("start").get<std::string>()});
  }
  return plans;
}

}  // namespace

void MakeEmptyPlanned(store::Connection& connection) {
  connection.Run("CREATE OR REPLACE TABLE past.planned(run BIGINT, customer VARCHAR, month DATE, day DATE, channel VARCHAR, segment VARCHAR, "
                 "probability DOUBLE)");
}

void MakePlanned(store::Connection& connection, const std::string& workspace) {
  MakeEmptyPlanned(connection);
  std::string until;  // the first day of a later plan
  for (const Plan& plan : PlansOf(connection, workspace)) {
    connection.Run("INSERT INTO past.planned SELECT " + std::to_string(plan.run) + ", customer, DATE " + QuoteText(plan.month + "-01") +
                   ", day, channel, segment, probability FROM " + QuoteName(workspace) + ".main." + QuoteName(RunTable(plan.run, "action")) +
                   " WHERE channel IS NOT NULL" + (until.empty() ? "" : " AND day < DATE " + QuoteText(until)));
    until = until.empty() ? plan.start : std::min(until, plan.start);
  }
}

}  // namespace auspex::flow
