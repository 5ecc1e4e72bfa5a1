#pragma once
// New rows of the rarer outcome between ones that there are (N. Chawla, K. Bowyer, L. Hall, W. Kegelmeyer, "SMOTE: Synthetic Minority Over-sampling
// Technique", JAIR 16, 2002; with categories: SMOTE-NC, section 6.1). Only ever inside a training part; the recipe sets the probabilities right again.
//
// A new row lies at one random place on the line from a row to one of its k nearest rows of the same outcome, and has the weight of the former. Distances
// are over numbers standardised on the rarer class, plus 1 (the median deviation there) for each category that differs. Its categories are the most
// frequent among the k (of equals the row's own, then the first). A missing number counts as the mean in distances; the new row has the number of
// the nearer end of the line where one is missing. Missing is a category. Whole numbers do not stay whole.
#include "learn/table/recipe_step.h"

namespace auspex::learn {

struct SmoteOptions {
  size_t neighbours = 5;       ///< k; fewer where the class has fewer other rows
  double share = 1;            ///< rows of the rarer outcome to reach, as a share of those of the other
  size_t most_parents = 8192;  ///< rows that new ones are made from, drawn at random where there are more: bounds the time
};

/// Throws Error(kUsage) for options out of range; when fitted Error(kData) for fewer than 2 rows of the rarer outcome that weigh something. Changes nothing
/// where the share is reached.
StepMaker SmoteStep(const SmoteOptions& options = {});

}  // namespace auspex::learn
