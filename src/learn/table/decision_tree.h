#pragma once
// One classification tree: grown by the Gini index, pruned by cost-complexity with a cost chosen by cross-validation (cost_complexity.h).
//
// Tables of at most kExactRows rows are cut exactly, halfway between neighbouring values; larger ones at the borders of at most 255 bins of a
// column (binned_table.h). The cost is the largest whose held-out quadratic loss is within one standard error of the least (Breiman et al. 1984,
// section 3.4.3), over stratified folds; costs between those of the whole tree are stood for by their geometric mean.
#include <memory>

#include "learn/table/classifier.h"
#include "learn/table/classifier_options.h"

namespace auspex::learn {

constexpr size_t kExactRows = 60'000;

/// Fit throws Error(kData) as CheckTable and CheckTraining, Error(kUsage) as MonotoneDirections and for settings out of range. Rows of weight 0
/// take no part. Validation rows are not needed and not used. Name: "tree".
std::unique_ptr<Classifier> MakeDecisionTree(const ClassifierOptions& options);

}  // namespace auspex::learn
