#include "flow/scored_run.h"

#include <nlohmann/json.hpp>

#include "base/format.h"
#include "flow/prediction_runs.h"
#include "flow/runs.h"

namespace auspex::flow {
namespace {

std::string ScoreTable(const ScoredRun& run) { return "main." + store::QuoteName(RunTable(run.run, "score")); }

std::vector<ScoredLine> Lines(store::Connection& connection, const ScoredRun& run, const std::string& condition, const std::vector<store::Value>& values) {
  std::vector<ScoredLine> lines;
  for (const auto& row : connection.Query("SELECT customer, CAST(probability AS DOUBLE), rank, listed FROM " + ScoreTable(run) + condition, values).Rows()) {
    lines.push_back({*row[0], std::stod(*row[1]), std::stoull(*row[2]), row[3] == "true"});
  }
  return lines;
}

}  // namespace

NothingScored::NothingScored()
    : Error(Fault::kUsage, "nothing has been predicted in this workspace yet", {}, "Run: auspex -w DIR predict --out FOLDER") {}

UnscoredCustomer::UnscoredCustomer(int64_t run, const std::string& customer)
    : Error(Fault::kUsage, "the newest prediction (run " + std::to_string(run) + ") has no customer " + Excerpt(customer), {},
            "Customers whom the outcome has come to already are not foretold; for others, check the id.") {}

ScoredRun NewestScores(store::Connection& connection) {
  CreateRunTables(connection);
  const auto runs = connection.Query("SELECT run, settings FROM runs WHERE kind = 'score' ORDER BY run DESC LIMIT 1").Rows();
  if (runs.empty()) throw NothingScored();
  const auto settings = nlohmann::json::parse(runs[0][1].value_or("{}"));
  ScoredRun run;
  run.run = std::stoll(*runs[0][0]);
  run.model_run = settings.at("model_run").get<int64_t>();
  run.model = settings.at("model").get<std::string>();
  run.cutoff = data::MonthFrom(settings.at("cutoff").get<std::string>()).value_or(0);
  run.customers = settings.at("customers").get<uint64_t>();
  run.listed = settings.value("listed", uint64_t{0});
  return run;
}

ScoredLine FindScored(store::Connection& connection, const ScoredRun& run, const std::string& customer) {
  const auto lines = Lines(connection, run, " WHERE customer = ?", {customer});
  if (lines.empty()) throw UnscoredCustomer(run.run, customer);
  return lines[0];
}

std::vector<ScoredLine> SearchScored(store::Connection& connection, const ScoredRun& run, const std::string& text, size_t most) {
  const std::string count = std::to_string(most);
  if (text.empty()) return Lines(connection, run, " WHERE rank <= " + count + " ORDER BY rank", {});
  return Lines(connection, run, " WHERE starts_with(lower(customer), lower(?)) ORDER BY rank LIMIT " + count, {text});
}

uint64_t RankWith(store::Connection& connection, const ScoredRun& run, const std::string& customer, double probability, double margin) {
  return 1 + static_cast<uint64_t>(connection.Integer("SELECT count(*) FROM " + ScoreTable(run) +
                                                          " WHERE customer != $1 AND (probability > CAST($2 AS FLOAT) OR (probability = CAST($2 AS "
                                                          "FLOAT) AND (margin > $3 OR (margin = $3 AND customer < $1))))",
                                                      {customer, probability, margin}));
}

}  // namespace auspex::flow
