#pragma once
// Which engines for training are there: what `auspex doctor` shows.
#include <string>
#include <vector>

namespace auspex::learn {

struct EngineStatus {
  std::string name, version, from;  ///< from: the library's path
  std::string why;                  ///< it is missing, and what to do; empty if it is there
};

/// LightGBM and XGBoost.
std::vector<EngineStatus> EngineStatuses();

}  // namespace auspex::learn
