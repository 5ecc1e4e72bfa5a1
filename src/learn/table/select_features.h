#pragma once
// Keeps the columns that tell most about the outcome one by one: by the distance of their ROC AUC from one half (of categories: of their
// share of yes in other inner folds; target_encoding.h). A first sieve for thousands of columns; what only matters together is not seen.
#include "learn/table/recipe_step.h"

namespace auspex::learn {

struct SelectionOptions {
  size_t features = 100;  ///< kept, at most, in their order; of equal ones the earlier
  size_t folds = 5;
};

/// Rows where a column is missing do not count for it; a column that has no row of a class is worth nothing. Throws Error(kUsage) for 0 features.
StepMaker SelectFeatures(const SelectionOptions& options = {});

/// What the step saved, for tables of the schema `input`. Throws Error(kUsage) where they do not fit together.
std::unique_ptr<RecipeStep> LoadSelectFeatures(const Archive& archive, const Schema& input);

}  // namespace auspex::learn
