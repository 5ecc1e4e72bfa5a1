#pragma once
// The features of a task as of one month: what each means, where it comes from, how much of it is missing; and the matrix as a file.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "data/past_future.h"
#include "pack/pack.h"
#include "store/workspace.h"

namespace auspex {
class Progress;
}

namespace auspex::flow {

struct TaskFeaturesOptions {
  std::optional<data::Month> month;  ///< none: the newest
  std::filesystem::path out;         ///< .csv, .parquet or .xlsx; empty: no file
};

/// A feature in the words of the pack's language.
struct FeatureLine {
  std::string name, meaning, unit, group, source;
  const char* format = "";
  uint64_t missing = 0;
};

struct TaskFeaturesSummary {
  std::string task;
  data::Month cutoff = 0;
  uint64_t customers = 0;
  std::vector<FeatureLine> features;
  std::filesystem::path out;
  double seconds = 0;
};

/// Throws Error(kData) for a month outside those loaded.
TaskFeaturesSummary MakeTaskFeatures(store::Workspace& workspace, const pack::Pack& pack, const TaskFeaturesOptions& options, Progress& progress);

}  // namespace auspex::flow
