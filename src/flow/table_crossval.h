#pragma once
// Cross-validation on a table: the folds that its pack names × the models, nothing fitted on a row that it is judged on.
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "data/one_table.h"
#include "flow/table_recipes.h"
#include "learn/table/leaderboard.h"
#include "pack/pack.h"

namespace auspex {
class Progress;
}

namespace auspex::flow {

struct TableCrossvalOptions {
  std::filesystem::path input;
  std::vector<std::string> models;  ///< empty: all that are available
  uint64_t seed = 1;                ///< of the models; that of the folds is the pack's
  TableRecipeOptions recipes;       ///< the seconds to tune are those of a model: each of its fits has its part
  size_t replicates = 200;          ///< of the bootstrap behind the intervals
};

struct TableCrossvalSummary {
  std::string pack, target, positive;
  uint64_t rows = 0, positives = 0, features = 0;
  learn::CrossValidation judged;
  std::vector<learn::LeaderboardLine> lines;  ///< best first
  std::vector<double> ks;                     ///< of each line, pooled
  std::vector<std::string> notes;
};

/// The splits that a plan makes of rows. Throws Error(kData) for rows that cannot be split so.
std::vector<learn::Fold> MakeFolds(const pack::FoldPlan& plan, const data::OneTableRows& rows);

/// Judges models on rows that were read. Used by training as well.
TableCrossvalSummary JudgeModels(const pack::Pack& pack, const data::OneTableRows& rows, const std::vector<learn::Fold>& folds,
                                 const TableCrossvalOptions& options, Progress& progress);

TableCrossvalSummary CrossvalTable(const pack::Pack& pack, const TableCrossvalOptions& options, Progress& progress);

}  // namespace auspex::flow
