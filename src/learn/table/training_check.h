#pragma once
// What every model asks of the rows that it is to learn from.
#include "learn/table/classifier.h"

namespace auspex::learn {

/// Throws Error(kData) as CheckTable, for no row, labels other than 0 and 1, weights that are negative, not finite or all 0, and one class only among
/// the rows that weigh something; Error(kInternal) for unequal sizes.
void CheckTraining(const TrainingRows& rows);

}  // namespace auspex::learn
