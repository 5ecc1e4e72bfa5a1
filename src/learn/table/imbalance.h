#pragma once
// Rare outcomes: weights under which both classes weigh the same. The recipe sets the probabilities right again (prior_correction.h).
#include "learn/table/recipe_step.h"

namespace auspex::learn {

/// Keeps the rows and the sum of their weights. Throws Error(kData) when fitted on rows of which one outcome weighs nothing.
StepMaker BalanceStep();

}  // namespace auspex::learn
