#include "learn/table/early_stopping.h"

#include <algorithm>
#include <cmath>

namespace auspex::learn {

double ValidationLoss(const TrainingRows& validation, std::span<const double> probabilities) {
  constexpr double kLeast = 1e-15;
  double loss = 0, weight = 0;
  for (size_t r = 0; r < validation.table.rows; ++r) {
    const double w = validation.weights.empty() ? 1.0 : static_cast<double>(validation.weights[r]);
    const double right = validation.labels[r] ? probabilities[r] : 1 - probabilities[r];
    loss -= w * std::log(std::max(right, kLeast));
    weight += w;
  }
  return loss / weight;
}

bool EarlyStopping::Add(double loss) {
  ++rounds_;
  if (best_rounds_ == 0 || loss < best_) {
    best_ = loss;
    best_rounds_ = rounds_;
  }
  return rounds_ - best_rounds_ >= patience_;
}

}  // namespace auspex::learn
