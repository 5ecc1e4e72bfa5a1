#pragma once
// Training run: journeys in, models fitted, leaderboard, one chosen by validation log loss.
#include <cstdint>
#include <string>
#include <vector>

#include "flow/model_file.h"
#include "flow/runs.h"
#include "learn/sequence_options.h"
#include "store/workspace.h"

namespace auspex::flow {

struct TrainOptions {
  std::vector<std::string> models;     ///< empty: all of learn::SequenceModelNames()
  uint64_t max_events = 1'500'000;     ///< with more, a sample of customers with about so many events is trained on
  uint64_t seed = 1;
  learn::SequenceOptions settings;
};

/// A line of the leaderboard.
struct TrainedLine {
  ModelRecord record;
  size_t epochs = 0;
  uint64_t steps = 0;             ///< predictions it learnt from, one epoch
};

struct TrainSummary {
  int64_t run = 0;
  uint64_t customers = 0, events = 0;
  data::TimeSplit split;
  uint64_t train_windows = 0, validate_windows = 0, calibrate_windows = 0, test_windows = 0;
  std::vector<TrainedLine> leaderboard;  ///< best first
  double seconds = 0;
};

TrainSummary Train(store::Workspace& workspace, const pack::Pack& pack, const TrainOptions& options, Progress& progress);

/// Journeys of a sample of customers, encoded and labelled, with the windows of each slice: what training and evaluation
/// share.
struct LabelledJourneys {
  data::Journeys journeys;
  data::StepEncoder encoder;
  learn::StepTable steps;
  std::vector<learn::Window> train, validate, calibrate, test;
};

/// Reads and labels. `encoder` is fitted on the training slice if null.
LabelledJourneys ReadLabelled(store::Connection& connection, const pack::Pack& pack, const data::TimeSplit& split, uint64_t max_events,
                              uint64_t seed, const data::StepEncoder* encoder, Progress& progress);

}  // namespace auspex::flow
