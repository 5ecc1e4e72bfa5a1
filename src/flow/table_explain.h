#pragma once
// Scores of a file by a model of a table, with each row's reasons and what the model leans on over all rows. The file is read in blocks; of a row
// only the leading reasons are kept.
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "flow/table_model.h"

namespace auspex {
class Progress;
}

namespace auspex::flow {

/// Columns that are one reason to a person.
struct ReasonGroup {
  std::string name;
  std::vector<std::string> columns;
};

/// "NAME=COLUMN,COLUMN". Throws Error(kUsage).
ReasonGroup ParseReasonGroup(const std::string& text);

struct TableExplainOptions {
  std::filesystem::path model, input;
  std::filesystem::path out;     ///< .csv, .parquet, .xlsx or .json; empty: only the summary
  size_t top = 3;                ///< reasons a row
  std::string id;                ///< column that names a row; empty: the pack's, if the file has it
  std::vector<ReasonGroup> groups;
};

struct RowReason {
  std::string name, value;       ///< the feature or group, and what stands there; empty: missing; of several columns "a=1; b=2"
  double share = 0;              ///< what it adds to the margin
};

/// margin = base + the shares of the reasons + rest, and it is what the model itself says: in log odds, or a probability if `probability`. Where a model
/// learnt from balanced rows, margins and bases are those of the balanced rows. The score is the margin as a probability, set back to the proportions of
/// the outcomes (learn/table/prior_correction.h), then calibrated: what the model file's Predict gives.
struct ExplainedRow {
  uint64_t row = 0;              ///< from 1
  std::string id;
  double score = 0, margin = 0, rest = 0;
  std::vector<RowReason> reasons;  ///< largest first
};

struct ImportantFeature {
  std::string name;
  double mean_absolute = 0, mean = 0;  ///< of its shares over all rows
};

struct TableExplainSummary {
  std::string model, origin, target, positive;
  bool probability = false;      ///< shares and margins are probabilities; else log odds
  uint64_t rows = 0;
  double base = 0, mean_score = 0;
  std::vector<ImportantFeature> importance;   ///< largest first
  std::vector<ExplainedRow> first;            ///< a few rows
  std::map<std::string, uint64_t> unknown;    ///< values that the model has not learnt, by column
  std::filesystem::path out;
};

TableExplainSummary ExplainTable(const TableExplainOptions& options, Progress& progress);

}  // namespace auspex::flow
