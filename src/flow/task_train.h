#pragma once
// Training run of a task over tables: features as of several cutoffs in, models fitted and calibrated, judged on the newest cutoff whose outcomes are
// known. The horizons of the training cutoffs end with the test's cutoff at the latest.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "flow/runs.h"
#include "flow/task_judgement.h"
#include "flow/task_rows.h"
#include "store/workspace.h"

namespace auspex::flow {

struct TaskTrainOptions {
  std::vector<std::string> models;  ///< empty: all that are available here
  uint64_t max_rows = 400'000;      ///< with more, a sample of the customers' rows is trained on
  uint64_t seed = 1;
  double tune_seconds = 0;  ///< for each model; 0: not tuned
  size_t tune_trials = 0;
};

/// The rows of one cutoff.
struct CutoffRows {
  data::Month cutoff = 0;
  uint64_t rows = 0, positives = 0, unknown = 0;
};

/// A line of the leaderboard.
struct TaskLine {
  ModelRecord record;
  JudgedModel judged;       ///< its probabilities are dropped
  std::string calibration;  ///< "none", "temperature", "platt", "isotonic"
};

struct TaskTrainSummary {
  int64_t run = 0;
  std::string task;
  uint64_t seed = 0;
  data::MonthSpan span;
  std::vector<CutoffRows> training;  ///< latest first
  CutoffRows test;
  uint64_t rows = 0, positives = 0, calibration_rows = 0, features = 0;
  double share = 1;                   ///< of the rows there were
  std::vector<TaskLine> leaderboard;  ///< best first; the first is chosen
  std::vector<std::string> notes;
  double seconds = 0;
  std::vector<std::pair<std::string, double>> stages;  ///< name and seconds, in order
};

/// Throws Error(kData) for too few months, an empty population, and where nobody, or everybody, comes to the outcome.
TaskTrainSummary TrainTask(store::Workspace& workspace, const pack::Pack& pack, const TaskTrainOptions& options, Progress& progress);

}  // namespace auspex::flow
