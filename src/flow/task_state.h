#pragma once
// How far a workspace with a task over tables is: the newest training, prediction, segments and plan, and whether data, or what a step rests on, are newer.
#include <cstdint>
#include <optional>
#include <string>

#include "pack/pack.h"
#include "store/workspace.h"

namespace auspex::flow {

struct TaskStep {
  int64_t run = 0;
  std::string finished;      ///< UTC, such as 2025-03-01T12:03:11Z
  bool out_of_date = false;  ///< data were loaded or deleted since, or it rests on an older run than the newest
  std::string settings;      ///< JSON object, as `runs` has it
};

struct TaskState {
  std::optional<TaskStep> training, prediction, segments, plan;
  std::string model;              ///< the newest training's best, with its AUC on the test cutoff
  double auc = 0;
  std::string report_finished;    ///< of the report that is kept; empty: there is none
  bool report_out_of_date = false;
};

TaskState ReadTaskState(store::Workspace& workspace);

std::string ToJson(const TaskState& state);

}  // namespace auspex::flow
