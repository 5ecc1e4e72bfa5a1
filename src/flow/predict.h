#pragma once
// Prediction run: the last steps of every customer in the period, scored, advised, stored with receipts, and written out.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "pack/pack.h"
#include "store/workspace.h"

namespace auspex {
class Progress;
}

namespace auspex::flow {

struct PredictOptions {
  std::optional<Micros> from, to, now;  ///< events with from <= time < to; defaults: all. now: `to`, or the newest event
  std::filesystem::path out;  ///< empty: no file is written; the result stays in the workspace
  std::string model;  ///< empty: the chosen one
  int64_t model_run = 0;  ///< the training run it is of; 0: the newest
};

struct PredictSummary {
  int64_t run = 0;
  std::string model;
  uint64_t customers = 0, events = 0;
  Micros from = 0, to = 0, now = 0;
  std::vector<std::pair<std::string, uint64_t>> advice;     ///< text and how many customers got it, most first
  std::string example;  ///< a customer about whom a rule fired; empty if there is none
  std::vector<std::pair<std::string, double>> stages;       ///< name and seconds, in order
};

PredictSummary Predict(store::Workspace& workspace, const pack::Pack& pack, const PredictOptions& options, Progress& progress);

}  // namespace auspex::flow
