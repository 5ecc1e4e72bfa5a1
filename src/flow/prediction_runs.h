#pragma once
// The prediction runs of a workspace, as the table `runs` has them.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/database.h"

namespace auspex::flow {

struct PredictionRun {
  int64_t run = 0;
  std::string finished;  ///< UTC, such as 2025-03-01T12:03:11Z
  double seconds = 0;
  int64_t model_run = 0;
  std::string model;
  std::string from, to, now;  ///< 2025-03-01 12:03:11
  uint64_t customers = 0;
};

/// The table or view of a prediction: `run_N_what`.
std::string RunTable(int64_t run, const std::string& what);

/// Newest first.
std::vector<PredictionRun> PredictionRuns(store::Connection& connection);
/// Nothing if there is no such prediction.
std::optional<PredictionRun> FindPredictionRun(store::Connection& connection, int64_t run);
/// The number of the newest prediction; nothing if there is none.
std::optional<int64_t> NewestPrediction(store::Connection& connection);

/// Drops what a prediction stored, and its line in `runs`; all or nothing. Throws Error(kUsage) if there is no such prediction.
void DeleteRun(store::Connection& connection, int64_t run);

/// Drops the tables of predictions that were never recorded: a run is stored first, then its file is written, then it is
/// recorded, so that a process that ended in between left no run behind.
void DropUnrecorded(store::Connection& connection);

}  // namespace auspex::flow
