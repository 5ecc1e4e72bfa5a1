#pragma once
// How sound the loaded tables are: what was made of the files, what is missing, and what the pack's quality rules object to. Nothing is
// changed: offenders are counted and one is shown.
#include <cstdint>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/time.h"
#include "data/rejects.h"
#include "pack/pack.h"
#include "store/database.h"

namespace auspex::data {

struct QualityFinding {
  pack::QualityRule rule;
  uint64_t checked = 0, offenders = 0;
  std::string example = {};  ///< of the offenders, the first in the order of the table or of its text; empty if there is none
  std::string failure = {};  ///< why the rule could not be asked of these rows; empty if it was

  double Share() const { return checked == 0 ? 0 : static_cast<double>(offenders) / static_cast<double>(checked); }
};

/// A table and its files.
struct TableQuality {
  std::string table;
  uint64_t rows = 0, customers = 0;
  uint64_t files = 0, read = 0, rejected = 0, duplicates = 0, replaced = 0;  ///< of all loads
  bool has_period = false;
  Micros from = 0, to = 0;  ///< first and last time, of a panel month
  struct Missing {
    std::string column;
    uint64_t rows = 0;
  };
  std::vector<Missing> missing;       ///< columns without a value in some rows, in the order of the table
  std::vector<ReasonCount> reasons;   ///< of the rejects, most frequent first; the line is of the first file that has it
  std::vector<std::string> spellings; ///< "user.csv: 1,204 amounts with 万 read as × 10,000"
};

struct QualityReport {
  std::vector<TableQuality> tables;
  std::vector<QualityFinding> findings;  ///< in the order of the rules
};

/// Asks every rule of the pack's empty tables. Throws Error(kUsage) with file and line for one whose SQL does not bind.
void CheckQualityRules(const pack::Pack& pack);

/// Looks at the workspace's tables, which exist.
QualityReport MeasureQuality(store::Connection& connection, const pack::Pack& pack, Progress& progress);

/// What a person reads about the rules, in the pack's language: a line for each that has offenders, and how many have none.
std::string DescribeFindings(const QualityReport& report, const pack::Pack& pack);
/// The same with the tables before it.
std::string Describe(const QualityReport& report, const pack::Pack& pack);

}  // namespace auspex::data
