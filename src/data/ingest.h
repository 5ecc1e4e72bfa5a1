#pragma once
// Files into the workspace's database: the pack's tables (see data/table_writer.h), `loads` (one row a file) and `rejects` (one row a
// row not taken). A file's header says which table it is of. All files or nothing: an error, Ctrl-C or a killed process leaves the
// database as it was.
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/time.h"
#include "data/table_writer.h"
#include "data/header.h"
#include "data/quality.h"
#include "data/rejects.h"
#include "pack/pack.h"
#include "store/database.h"

namespace auspex::data {

struct IngestOptions {
  bool pseudonymise = false;  ///< customer ids become pseudonyms, in `rejects` too
  std::string key = {};        ///< of data/pseudonym.h; needed with pseudonymise
  ColumnMapping mapping = {};  ///< by hand, of every file; see data/header.h
  std::string table = {};      ///< that all files are of; empty: each one's header says which
  std::vector<std::string> names = {};  ///< what the files are called in tables, summary and errors; empty: their paths
};

struct FileSummary {
  std::filesystem::path file;
  std::string table;           ///< that its rows went into; empty if it was loaded before
  std::string encoding;        ///< "UTF-8", "GB18030", …, "Parquet"
  char delimiter = 0;          ///< 0 for Parquet
  uint64_t read = 0, kept = 0, rejected = 0, duplicates = 0;  ///< read = kept + rejected + duplicates
  bool loaded_before = false;  ///< the same content was loaded already: nothing was read
  bool has_period = false;     ///< rows were kept, and they have times
  Micros from = 0, to = 0;     ///< times of the first and last row kept; 0 if none
  std::vector<ReasonCount> reasons;          ///< of the rejects, most frequent first
  std::vector<std::string> ignored_columns;  ///< headers that the pack does not ask for
  uint64_t unknown_symbols = 0;  ///< rows whose symbol is outside the vocabulary; they are kept
  uint64_t replaced = 0;         ///< rows of earlier loads that rows of this file took the place of (one row a customer, or customer and month)
  SpellingCounts spellings{};    ///< of the rows kept, rejected as repeats and dropped as duplicates
  uint64_t late = 0;             ///< events kept that are older than the newest row of earlier calls
};

struct IngestSummary {
  std::vector<FileSummary> files;
  uint64_t read = 0, kept = 0, rejected = 0, duplicates = 0, late = 0, unknown_symbols = 0;  ///< of all files
  uint64_t replaced = 0;
  bool has_period = false;
  Micros from = 0, to = 0;
  uint64_t customers = 0;  ///< in all tables
  double seconds = 0;
  QualityReport quality;   ///< of all tables; empty if the pack has no rules
};

/// Loads `files` and asks the pack's quality rules. Throws Error(kUsage) for files that are not there or cannot be read, Error(kData) for unusable ones.
IngestSummary Ingest(store::Connection& connection, const pack::Pack& pack, std::span<const std::filesystem::path> files,
                     const IngestOptions& options, Progress& progress);

/// Customers in all tables of the pack but records, which make nobody a customer. The tables exist.
uint64_t CountCustomers(store::Connection& connection, const pack::Pack& pack);

/// What a person reads about it: several lines.
std::string Describe(const IngestSummary& summary, const pack::Pack& pack);

}  // namespace auspex::data
