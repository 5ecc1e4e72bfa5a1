#pragma once
// Training on a table: the model asked for, or the best of a quick cross-validation, fitted on every row and written to a file.
#include "flow/table_crossval.h"
#include "flow/table_model.h"

namespace auspex::flow {

struct TableTrainOptions {
  std::filesystem::path input, out;
  std::vector<std::string> models;  ///< one: that one; none or several: the one with the best AUC of kQuickFolds folds (or the pack's split by time)
  uint64_t seed = 1;
  TableRecipeOptions recipes;       ///< what is tuned is the chosen model, on all rows
};

constexpr size_t kQuickFolds = 3;

struct TableTrainSummary {
  std::string model;
  std::filesystem::path file;
  uint64_t rows = 0, positives = 0, features = 0;
  std::string calibration;                   ///< "none", …
  double seconds = 0;                        ///< of the last fit
  std::vector<learn::LeaderboardLine> lines; ///< of the choice; empty if there was none
  std::vector<std::string> notes;
};

TableTrainSummary TrainTable(const pack::Pack& pack, const TableTrainOptions& options, Progress& progress);

}  // namespace auspex::flow
