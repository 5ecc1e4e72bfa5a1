#pragma once
// What is done with a table for each model, stated once: the steps that its pack asks for, early stopping, calibration, tuning. Missing values and
// categories are the models' own concern (learn/table/classifier.h). Steps: pairs of columns, then weights or rows that balance the outcomes.
#include <functional>
#include <string>
#include <vector>

#include "learn/table/recipe.h"
#include "pack/one_table.h"

namespace auspex::flow {

struct TableRecipeOptions {
  bool calibrate = false;
  double tune_seconds = 0;   ///< for each fit; 0: no limit
  size_t tune_trials = 0;    ///< for each fit, at most; 0: no limit. Both 0: the defaults, not tuned
  /// Told after each trial, with the best loss so far; a line for a person. May be empty.
  std::function<void(const std::string& line)> tell;
};

/// A model by its name in ClassifierKinds(), with the steps and settings of `table`. Throws Error(kUsage) for an unknown one, one that is not available
/// here, and one that keeps no monotone constraint where `table` has some.
learn::Recipe TableRecipe(const std::string& model, const TableRecipeOptions& options, const pack::OneTable& table = {});

/// Throws Error(kUsage), at the pack's line, for a constraint on a column that `schema` does not have or has as a category.
void CheckMonotone(const pack::OneTable& table, const learn::Schema& schema);

struct ModelsHere {
  std::vector<std::string> names;
  std::vector<std::string> notes;  ///< why others are left out
};
/// Those asked for, each of which must be there; if none are: all that are available here and keep to the constraints of `table`, with a note for each
/// other one. Throws as TableRecipe.
ModelsHere ChooseModels(const std::vector<std::string>& asked, const pack::OneTable& table = {});

}  // namespace auspex::flow
