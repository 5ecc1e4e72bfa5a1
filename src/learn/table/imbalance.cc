#include "learn/table/imbalance.h"

#include "learn/table/prior_correction.h"

namespace auspex::learn {

StepMaker BalanceStep() {
  return RowsStep("balance", [](const TrainingPart& part) {
    return LabelledTable{part.table(), {part.labels().begin(), part.labels().end()}, WeightsForShare(part.labels(), part.weights(), 0.5)};
  });
}

}  // namespace auspex::learn
