#pragma once
// How well the best possible predictor does where a simulation knows each probability: what no model can beat.
#include <cstdint>
#include <span>

namespace auspex::simulate {

/// Rows of the truth that share a probability.
struct ForetoldRows {
  double probability = 0;
  uint64_t rows = 0, happened = 0;
};

struct Optimum {
  uint64_t rows = 0, happened = 0;
  double foretold = 0;  ///< mean probability; equals happened / rows but for chance
  double auc = 0;       ///< NaN where all or none happened
  double brier = 0;     ///< mean squared error of the probability
};

/// `foretold` in rising order of the probability, each once. AUC as the share of pairs in the right order, ties half (Mann
/// and Whitney, Ann. Math. Stat. 18, 1947).
Optimum Measure(std::span<const ForetoldRows> foretold);

}  // namespace auspex::simulate
