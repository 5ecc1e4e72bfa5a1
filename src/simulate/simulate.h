#pragma once
// Simulated events of a pack with the best possible predictions beside them. docs/simulator.md describes the process,
// the files and how exact the predictions are.
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/progress.h"
#include "base/time.h"
#include "pack/pack.h"

namespace auspex::simulate {

constexpr int64_t kDefaultStart = 20089;  ///< days since 1970-01-01: 2025-01-01

struct SimulateOptions {
  uint64_t customers = 10'000;
  uint64_t seed = 1;
  std::filesystem::path out;          ///< folder; made if it does not exist
  Micros start = kDefaultStart * kDay;  ///< first instant of the period
  uint32_t days = 90;                 ///< length of the period
  double late = 0;                    ///< share of rows written out of the order of time, later in the file
  double duplicates = 0;              ///< share of rows written once more, later in the file
  bool truth = true;                  ///< write truth.csv
};

struct SimulateSummary {
  uint64_t customers = 0;
  uint64_t events = 0;     ///< different ones
  uint64_t rows = 0;       ///< events and the rows that repeat them
  uint64_t sessions = 0;
  std::vector<std::pair<std::string, uint64_t>> conversions;  ///< customers who converted in the period, by name
};

/// Writes events.csv and truth.csv into `options.out`, both or neither. The same options give the same bytes whatever
/// the number of threads. Memory does not grow with the number of customers. Throws Error(kUsage) for options and packs
/// that do not hold and for a folder that cannot be written, Error(kInternal) if writing fails.
SimulateSummary Simulate(const pack::Pack& pack, const SimulateOptions& options, Progress& progress);

}  // namespace auspex::simulate
