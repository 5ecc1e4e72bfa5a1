#pragma once
// Measures the models of the newest training run of a task on their test cutoff again, and against a simulator's truth.
#include <filesystem>
#include <optional>

#include "flow/task_train.h"

namespace auspex::flow {

struct TaskEvaluateOptions {
  std::filesystem::path truth;  ///< customer, cutoff month, probability; empty: outcomes only
  std::string model;            ///< empty: the chosen one
};

/// Against the truth every metric is what is to be expected of the customers: no luck of the draw is in it.
struct TruthEvaluation {
  data::Month cutoff = 0;
  uint64_t rows = 0;
  learn::BinaryMetrics optimum;                                      ///< of the truth itself: what no model can beat
  std::vector<std::pair<std::string, learn::BinaryMetrics>> models;  ///< in the order of the leaderboard
};

struct TaskEvaluateSummary {
  int64_t run = 0;
  std::string task, model;  ///< model: the one asked for
  CutoffRows test;
  std::vector<JudgedModel> models;  ///< best first, without probabilities
  std::optional<TruthEvaluation> truth;
};

/// Throws Error(kData) for a truth that is not of this pack, or has none of the customers of the test cutoff.
TaskEvaluateSummary EvaluateTask(store::Workspace& workspace, const pack::Pack& pack, const TaskEvaluateOptions& options, Progress& progress);

/// The cutoff that the models of the training run were tested on.
data::Month TestCutoffOf(store::Connection& connection, int64_t run);

}  // namespace auspex::flow
