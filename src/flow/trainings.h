#pragma once
// What every training run of a workspace recorded: on what it was trained, and which models came of it.
#include <cstdint>
#include <string>
#include <vector>

#include "data/timeline.h"
#include "flow/runs.h"
#include "store/workspace.h"

namespace auspex::flow {

struct TrainOptions;
struct TrainSummary;

struct Training {
  int64_t run = 0;
  std::string finished;  ///< UTC with Z
  std::string seed;
  double seconds = 0, horizon_days = 0;
  uint64_t customers = 0, events = 0;  ///< 0: recorded by a previous version, which did not keep them
  data::TimeSplit split;
  std::vector<ModelRecord> models;  ///< best first, all with their horizon
};

/// The settings of a training run, as `runs` keeps them: a JSON object.
std::string TrainingSettings(const TrainSummary& summary, const TrainOptions& options, double horizon_days);

/// All training runs, newest first. What a previous version did not record comes from the model files where they have it.
std::vector<Training> Trainings(store::Workspace& workspace);

}  // namespace auspex::flow
