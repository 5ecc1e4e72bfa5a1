#pragma once
// Files of events into the workspace's database: table `events` (load_id and the pack's columns), `loads` (one row a
// file) and `rejects` (one row a row not taken). All files or nothing: an error, Ctrl-C or a killed process leaves the
// database as it was.
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/time.h"
#include "data/event_writer.h"
#include "data/header.h"
#include "data/rejects.h"
#include "pack/pack.h"
#include "store/database.h"

namespace auspex::data {

struct IngestOptions {
  bool pseudonymise = false;  ///< customer ids become pseudonyms, in `rejects` too
  std::string key = {};        ///< of data/pseudonym.h; needed with pseudonymise
  ColumnMapping mapping = {};  ///< by hand, of every file; see data/header.h
  std::vector<std::string> names = {};  ///< what the files are called in tables, summary and errors; empty: their paths
};

struct FileSummary {
  std::filesystem::path file;
  std::string encoding;        ///< "UTF-8", "GB18030", …, "Parquet"
  char delimiter = 0;          ///< 0 for Parquet
  uint64_t read = 0, kept = 0, rejected = 0, duplicates = 0;  ///< read = kept + rejected + duplicates
  bool loaded_before = false;  ///< the same content was loaded already: nothing was read
  Micros from = 0, to = 0;     ///< times of the first and last row kept; 0 if none
  std::vector<ReasonCount> reasons;          ///< of the rejects, most frequent first
  std::vector<std::string> ignored_columns;  ///< headers that the pack does not ask for
  uint64_t unknown_symbols = 0;  ///< rows whose symbol is outside the vocabulary; they are kept
  uint64_t late = 0;             ///< rows kept that are older than the newest row of earlier calls
};

struct IngestSummary {
  std::vector<FileSummary> files;
  uint64_t read = 0, kept = 0, rejected = 0, duplicates = 0, late = 0, unknown_symbols = 0;  ///< of all files
  Micros from = 0, to = 0;
  uint64_t customers = 0;  ///< in the whole table
  double seconds = 0;
};

/// Loads `files`. Throws Error(kUsage) for files that are not there or cannot be read, Error(kData) for unusable ones.
IngestSummary Ingest(store::Connection& connection, const pack::Pack& pack, std::span<const std::filesystem::path> files,
                     const IngestOptions& options, Progress& progress);

/// What a person reads about it: several lines.
std::string Describe(const IngestSummary& summary);

}  // namespace auspex::data
