#include "flow/result_runs.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "flow/runs.h"

namespace auspex::flow {
namespace {

using store::QuoteName;

std::string TextOf(const nlohmann::json& settings, const char* name) {
  const auto at = settings.find(name);
  return at != settings.end() && at->is_string() ? at->get<std::string>() : "";
}

/// Older runs did not record their model's run: it was the newest training.
int64_t ModelRun(store::Connection& connection, const nlohmann::json& settings, int64_t run) {
  const auto at = settings.find("model_run");
  if (at != settings.end() && at->is_number_integer()) return at->get<int64_t>();
  return connection.Integer("SELECT coalesce(max(run), 0) FROM runs WHERE kind = 'train' AND run < ?", {run});
}

/// The runs that `condition` takes, newest first.
std::vector<ResultRun> Read(store::Connection& connection, const std::string& condition, const std::vector<store::Value>& values) {
  CreateRunTables(connection);
  const auto rows = connection
                        .Query("SELECT run, strftime(finished, '%Y-%m-%dT%H:%M:%SZ'), seconds, settings, kind FROM runs WHERE kind IN ('predict', 'act')" +
                                   condition + " ORDER BY run DESC", values)
                        .Rows();
  std::vector<ResultRun> runs;
  for (const auto& row : rows) {
    ResultRun& run = runs.emplace_back();
    run.run = std::stoll(*row[0]);
    run.finished = row[1].value_or("");
    run.seconds = std::stod(row[2].value_or("0"));
    auto settings = nlohmann::json::parse(row[3].value_or("{}"), nullptr, false);
    if (!settings.is_object()) settings = nlohmann::json::object();
    run.model = TextOf(settings, "model");
    run.kind = *row[4] == "act" ? ResultKind::kPlan : ResultKind::kPrediction;
    run.month = TextOf(settings, "month"), run.start = TextOf(settings, "start");
    run.from = TextOf(settings, "from"), run.to = TextOf(settings, "to"), run.now = TextOf(settings, "now");
    run.model_run = ModelRun(connection, settings, run.run);
    const char* table = run.kind == ResultKind::kPlan ? "action" : "prediction";
    run.customers = static_cast<uint64_t>(connection.Integer("SELECT count(*) FROM " + QuoteName(RunTable(run.run, table))));
  }
  return runs;
}

/// The names that `sql` gives for the prefix of a run's names.
std::vector<std::string> Names(store::Connection& connection, const std::string& sql, int64_t run) {
  std::vector<std::string> names;
  for (const auto& row : connection.Query(sql, {RunTable(run, "")}).Rows()) names.push_back(row[0].value_or(""));
  return names;
}

void DropTables(store::Connection& connection, int64_t run) {
  for (const auto& view : Names(connection, "SELECT view_name FROM duckdb_views() WHERE starts_with(view_name, ?)", run)) {
    connection.Run("DROP VIEW " + QuoteName(view));
  }
  for (const auto& table : Names(connection, "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, ?)", run)) {
    connection.Run("DROP TABLE " + QuoteName(table));
  }
  for (const auto& type : Names(connection, "SELECT type_name FROM duckdb_types() WHERE starts_with(type_name, ?)", run)) {
    connection.Run("DROP TYPE " + QuoteName(type));
  }
}

std::optional<int64_t> Newest(store::Connection& connection, const std::string& condition) {
  CreateRunTables(connection);
  const int64_t run = connection.Integer("SELECT coalesce(max(run), 0) FROM runs WHERE " + condition);
  if (run == 0) return {};
  return run;
}

void ShowNewestPlan(store::Connection& connection) {
  if (const auto plan = Newest(connection, "kind = 'act'")) {
    connection.Run("CREATE OR REPLACE VIEW main.actions AS SELECT * FROM main." + QuoteName(RunTable(*plan, "action")));
  } else {
    connection.Run("DROP VIEW IF EXISTS main.actions");
  }
}

}  // namespace

std::string RunTable(int64_t run, const std::string& what) { return "run_" + std::to_string(run) + "_" + what; }

std::vector<ResultRun> ResultRuns(store::Connection& connection) { return Read(connection, "", {}); }

std::optional<ResultRun> FindResultRun(store::Connection& connection, int64_t run) {
  auto runs = Read(connection, " AND run = ?", {run});
  if (runs.empty()) return {};
  return std::move(runs[0]);
}

std::optional<int64_t> NewestResult(store::Connection& connection) { return Newest(connection, "kind IN ('predict', 'act')"); }

std::optional<int64_t> NewestPrediction(store::Connection& connection) { return Newest(connection, "kind = 'predict'"); }

void DeleteRun(store::Connection& connection, int64_t run) {
  CreateRunTables(connection);
  store::Transaction transaction(connection);
  if (connection.Query("DELETE FROM runs WHERE run = ? AND kind IN ('predict', 'act')", {run}).Changed() == 0) {
    throw Error(Fault::kUsage, "there is no prediction " + std::to_string(run));
  }
  DropTables(connection, run);
  ShowNewestPlan(connection);
  transaction.Commit();
}

void DropOlderRuns(store::Connection& connection, const std::string& kind, int64_t kept) {
  const auto rows = connection.Query("SELECT run FROM runs WHERE kind = ? ORDER BY run DESC OFFSET " + std::to_string(kept), {kind}).Rows();
  for (const auto& row : rows) {
    DropTables(connection, std::stoll(*row[0]));
    connection.Query("DELETE FROM runs WHERE run = ?", {std::stoll(*row[0])});
  }
}

void DropUnrecorded(store::Connection& connection) {
  const auto rows = connection
                        .Query("SELECT run FROM (SELECT CAST(regexp_extract(table_name, '^run_([0-9]{1,18})_(?:prediction|raw|score|feature)$', 1) AS BIGINT) AS run "
                               "FROM duckdb_tables() WHERE regexp_matches(table_name, '^run_[0-9]{1,18}_(?:prediction|raw|score|feature)$')) "
                               "WHERE run NOT IN (SELECT run FROM runs)")
                        .Rows();
  for (const auto& row : rows) {
    store::Transaction transaction(connection);
    DropTables(connection, std::stoll(*row[0]));
    transaction.Commit();
  }
}

}  // namespace auspex::flow
