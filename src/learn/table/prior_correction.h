#pragma once
// Probabilities of a model that learnt from other proportions of the classes than there are, set right (M. Saerens, P. Latinne, C. Decaestecker,
// "Adjusting the outputs of a classifier to new a priori probabilities: a simple procedure", Neural Computation 14(1), 2002, eq. 4): each class's
// probability times (its true share / its share in training), then made to add up to 1.
#include <cstdint>
#include <span>
#include <vector>

namespace auspex::learn {

/// Fitted; without arguments it changes nothing.
class PriorCorrection {
 public:
  PriorCorrection() = default;
  /// Shares of yes. Throws Error(kInternal) for shares that are not between 0 and 1.
  PriorCorrection(double trained_share, double true_share);
  /// As odds() of another gave it. Throws Error(kInternal) for a factor that is not positive and finite.
  static PriorCorrection OfOdds(double odds);

  float operator()(float probability) const;
  bool changes_nothing() const { return odds_ == 1; }
  /// What the odds of yes are multiplied by.
  double odds() const { return odds_; }

 private:
  double odds_ = 1;
};

/// Of the weight of all rows (no weights: 1 each) that of the rows with yes.
double ShareOfYes(std::span<const uint8_t> labels, std::span<const float> weights);

/// Weights under which yes has `share` of the whole weight, which stays what it was. Throws Error(kData) if a class weighs nothing.
std::vector<float> WeightsForShare(std::span<const uint8_t> labels, std::span<const float> weights, double share);

}  // namespace auspex::learn
