#pragma once
// Simulated tables of a pack whose simulation is SQL (docs/pack.md, "simulate.sql"): runs the pack's script in a
// database of its own, slice by slice of customers, and writes every table that it makes in the schema `out`.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "simulate/optimum.h"
#include "simulate/simulate.h"

namespace auspex::simulate {

/// A table that the pack declares; the script has to make it with these columns.
struct ExpectedTable {
  std::string name;
  std::vector<std::string> columns;  ///< the order does not matter
};

struct TableSimulationOptions {
  uint64_t customers = 10'000;
  uint64_t seed = 1;
  std::filesystem::path out;          ///< folder; made if it does not exist
  uint32_t months = 12;               ///< 1 to 120
  int64_t first_month = kDefaultStart;  ///< days since 1970-01-01 of the first of a month
  double faults = 0;                  ///< share of values to spoil, 0 to 1
  bool truth = true;                  ///< write truth.csv
  std::filesystem::path plan;         ///< CSV with the columns customer, channel and day, which the script sees as planned(); empty: nothing is planned
  uint64_t slice = 100'000;           ///< customers made at once: memory grows with it; the files do not depend on it
  std::vector<ExpectedTable> expected;  ///< empty: whatever the script makes
};

struct TableRows {
  std::string table;
  uint64_t rows = 0;
};

struct TableSummary {
  uint64_t customers = 0;
  std::vector<TableRows> tables;   ///< by name, without `truth`
  std::optional<Optimum> optimum;  ///< of out.truth, where it has the columns `probability` and `happened`
};

/// Runs `script` and writes `<table>.csv` for each table of `out`, all or none. The same options give the same bytes
/// whatever the number of threads. Throws Error(kUsage) for options that do not hold, a folder that cannot be written and
/// bad SQL (with file and line), Error(kInternal) if writing fails or the disk is full.
TableSummary SimulateTables(const std::filesystem::path& script, const TableSimulationOptions& options, Progress& progress);

}  // namespace auspex::simulate
