#pragma once
// When a model that is grown round by round has learned enough: rows that it does not learn from say so.
#include <cstddef>
#include <span>

#include "learn/table/classifier.h"

namespace auspex::learn {

/// Mean log loss of `probabilities`, by weight, added in the order of the rows. NaN if no row weighs anything.
double ValidationLoss(const TrainingRows& validation, std::span<const double> probabilities);

class EarlyStopping {
 public:
  /// Stops after `patience` rounds without a better loss.
  explicit EarlyStopping(size_t patience) : patience_(patience) {}

  /// The loss after one more round; true: it is time to stop.
  bool Add(double loss);
  /// Rounds up to the best one.
  size_t best_rounds() const { return best_rounds_; }

 private:
  size_t patience_, rounds_ = 0, best_rounds_ = 0;
  double best_ = 0;
};

}  // namespace auspex::learn
