#pragma once
// Pairs of columns as one: for the pairs whose joint cell tells more than both columns apart, the share of yes in the cell, shrunk towards that
// of all as target_encoding.h does. A rate that changes daily and the day of the week tell together what trees find too slowly, one cut a value.
//
// Fitted inside the training part. A pair's gain is how much a logistic regression on the log odds of both columns' own encodings gains in log
// likelihood by that of the cell (half the likelihood-ratio statistic), all out of fold. The model then learns from `copies` of the rows, each of
// weight 1 / copies and encoded by other inner folds, so that it does not take the luck of one cut of the folds for the pair's worth. Many inner
// folds are no better: in a small cell, what leaving out nearly nothing leaves tells the row's own outcome.
#include "learn/table/recipe_step.h"

namespace auspex::learn {

struct PairEncodingOptions {
  size_t pairs = 1;           ///< at most; those of the highest gain
  double least_gain = 10;     ///< of the log likelihood; none where no pair has it, and then rows and columns stay as they are
  size_t most_values = 1000;  ///< columns with more different ones, or with one only, make no pair
  size_t least_cells = 400;   ///< pairs with fewer cells are left to the model: trees find them themselves
  double smoothing = 5;       ///< rows that the share of all counts as
  size_t folds = 5;
  size_t copies = 3;
  std::vector<std::string> without = {};  ///< columns that make no pair, such as monotone ones: a share in a cell keeps no order
};

/// Adds a column of numbers named "a × b" at the end for each pair found. Columns may be categories or numbers; a missing value is a value of its
/// own, a cell without training rows gets the share of all. A pair whose name another column has is left out. The model is
/// told of the copies (TrainingRows::copies). Throws Error(kUsage) for settings out of range.
StepMaker PairEncoding(const PairEncodingOptions& options = {});

/// What the step saved, for tables of the schema `input`. Throws Error(kUsage) where they do not fit together.
std::unique_ptr<RecipeStep> LoadPairEncoding(const Archive& archive, const Schema& input);

}  // namespace auspex::learn
