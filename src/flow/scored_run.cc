#include "flow/scored_run.h"

#include <nlohmann/json.hpp>

#include "base/format.h"
#include "flow/result_runs.h"

namespace auspex::flow {
namespace {

std::string ScoreTable(const ScoredRun& run) { return "main." + store::QuoteName(RunTable(run.run, "score")); }

std::vector<ScoredLine> Lines(store::Connection& connection, const ScoredRun& run, const std::string& condition, const std::vector<store::Value>& values) {
  std::vector<ScoredLine> lines;
  store::Result result = connection.Query("SELECT customer, CAST(probability AS DOUBLE), CAST(rank AS BIGINT), listed, margin FROM " + ScoreTable(run) + condition, values);
  store::Chunk chunk;
  while (result.Next(chunk)) {
    for (size_t r = 0; r < chunk.rows(); ++r) {
      lines.push_back({std::string(chunk.Text(0, r)), chunk.Numbers<double>(1)[r], static_cast<uint64_t>(chunk.Numbers<int64_t>(2)[r]), chunk.Numbers<bool>(3)[r],
                       chunk.Numbers<double>(4)[r]});
    }
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
  if (connection.Integer("SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'main' AND table_name = 'runs'") == 0) throw NothingScored();
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

uint64_t RankWith(store::Connection& connection, const ScoredRun& run, const ScoredLine& line, double probability, double margin) {
  // The table is in the order of the ranks, so that the first condition passes over most of it.
  const auto ahead = static_cast<uint64_t>(
      connection.Integer("SELECT count(*) FROM " + ScoreTable(run) +
                             " WHERE probability >= CAST($1 AS FLOAT) AND (probability > CAST($1 AS FLOAT) OR margin > $2 OR (margin = $2 AND customer < $3))",
                         {probability, margin, line.customer}));
  const bool counted = line.probability > probability || (line.probability == probability && line.margin > margin);
  return 1 + ahead - (counted ? 1 : 0);
}

}  // namespace auspex::flow
