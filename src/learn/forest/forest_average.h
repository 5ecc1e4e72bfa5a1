#pragma once
// Several forests of one schema as one whose margin is the mean of theirs: what averages models of different seeds stays one forest, scored,
// explained and saved as any other (L. Breiman, "Bagging predictors", Machine Learning 24, 1996).
#include <vector>

#include "learn/forest/forest.h"

namespace auspex::learn {

/// Trees keep their order, forest after forest; one forest comes back as it is. Throws Error(kInternal) for none and for unequal schemas or links.
Forest AverageForests(std::vector<Forest> forests);

}  // namespace auspex::learn
