#pragma once
// What every training run of a task over tables recorded: on what it was trained and tested, and how good each model was. From the lineage alone; the
// curves are in the run's picture (task_picture_store.h).
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flow/runs.h"
#include "flow/task_train.h"

namespace auspex::flow {

/// A model of the leaderboard as it was recorded. NaN: not recorded.
struct RecordedModel {
  ModelRecord record;
  std::string calibration;
  double auc = learn::kMissing, auc_low = learn::kMissing, auc_high = learn::kMissing;  ///< DeLong's interval; previous versions recorded none
  double average_precision = learn::kMissing, brier = learn::kMissing, log_loss = learn::kMissing, ece = learn::kMissing, ks = learn::kMissing;
  std::optional<bool> as_good_as_best;  ///< nothing: previous versions did not record it
};

struct TaskTraining {
  int64_t run = 0;
  std::string finished;  ///< UTC with Z
  std::string seed;
  double seconds = 0;
  int horizon_months = 0;
  std::vector<CutoffRows> training;  ///< latest first
  CutoffRows test;
  uint64_t features = 0, calibration_rows = 0;
  double share = 1;                   ///< of the rows there were
  std::vector<RecordedModel> models;  ///< best first
};


/// All training runs of a task over tables, newest first; `run`: that one alone, or none.
std::vector<TaskTraining> TaskTrainings(store::Connection& connection, std::optional<int64_t> run = {});

}  // namespace auspex::flow
