#pragma once
// The runs of a workspace that have a result with one row a customer: predictions of journeys and plans of contacts.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/database.h"

namespace auspex::flow {

enum class ResultKind { kPrediction, kPlan };

struct ResultRun {
  int64_t run = 0;
  ResultKind kind = ResultKind::kPrediction;
  std::string finished;  ///< UTC, such as 2025-03-01T12:03:11Z
  double seconds = 0;
  int64_t model_run = 0;
  std::string model;
  std::string from, to, now;  ///< of a prediction: 2025-03-01 12:03:11
  std::string month, start;   ///< of a plan: the month of its scores 2025-03, its first day 2025-04-01
  uint64_t customers = 0;
};

/// The table or view of a run: `run_N_what`.
std::string RunTable(int64_t run, const std::string& what);

/// Newest first.
std::vector<ResultRun> ResultRuns(store::Connection& connection);
/// Nothing if there is no such run, or it has no result.
std::optional<ResultRun> FindResultRun(store::Connection& connection, int64_t run);
/// The number of the newest run with a result; nothing if there is none.
std::optional<int64_t> NewestResult(store::Connection& connection);
/// The number of the newest prediction; nothing if there is none.
std::optional<int64_t> NewestPrediction(store::Connection& connection);

/// Drops what a run with a result stored, and its line in `runs`; all or nothing. The view main.actions shows the newest plan that is left. Throws
/// Error(kUsage) if there is no such run.
void DeleteRun(store::Connection& connection, int64_t run);

/// Of the runs of a kind ("score", "segment", "act") the newest `kept` stay, the others are dropped with their lines in `runs`. Within the caller's
/// transaction. Plans stay longest: what comes of contacts is counted months later.
constexpr int64_t kKeptScores = 6, kKeptSegments = 6, kKeptPlans = 24;
void DropOlderRuns(store::Connection& connection, const std::string& kind, int64_t kept);

/// Drops the tables of predictions that were never recorded: a run is stored first, then its file is written, then it is
/// recorded, so that a process that ended in between left no run behind.
void DropUnrecorded(store::Connection& connection);

}  // namespace auspex::flow
