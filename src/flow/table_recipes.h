#pragma once
// What is done with a table for each model, stated once: early stopping, calibration, tuning. Missing values and categories are the models' own
// concern (learn/table/classifier.h).
#include <functional>
#include <string>
#include <vector>

#include "learn/table/recipe.h"

namespace auspex::flow {

struct TableRecipeOptions {
  bool calibrate = false;
  double tune_seconds = 0;   ///< for each fit; 0: no limit
  size_t tune_trials = 0;    ///< for each fit, at most; 0: no limit. Both 0: the defaults, not tuned
  /// Told after each trial, with the best loss so far; a line for a person. May be empty.
  std::function<void(const std::string& line)> tell;
};

/// A model by its name in ClassifierKinds(). Throws Error(kUsage) for an unknown one, and one that is not available here.
learn::Recipe TableRecipe(const std::string& model, const TableRecipeOptions& options);

struct ModelsHere {
  std::vector<std::string> names;
  std::vector<std::string> notes;  ///< why others are left out
};
/// Those asked for, each of which must be there; if none are: all that are available here, with a note for each other one.
ModelsHere ChooseModels(const std::vector<std::string>& asked);

}  // namespace auspex::flow
