#include "learn/table/prior_correction.h"

#include <cmath>

#include "base/error.h"

namespace auspex::learn {
namespace {

double WeightOf(std::span<const float> weights, size_t row) { return weights.empty() ? 1.0 : static_cast<double>(weights[row]); }

}  // namespace

PriorCorrection::PriorCorrection(double trained_share, double true_share) {
  if (!(trained_share > 0 && trained_share < 1 && true_share > 0 && true_share < 1))
    throw Error(Fault::kInternal, "the share of a class is not between 0 and 1");
  if (trained_share != true_share) odds_ = true_share / trained_share * ((1 - trained_share) / (1 - true_share));
}

PriorCorrection PriorCorrection::OfOdds(double odds) {
  if (!(odds > 0 && std::isfinite(odds))) throw Error(Fault::kInternal, "what odds are multiplied by is not positive");
  PriorCorrection correction;
  correction.odds_ = odds;
  return correction;
}

float PriorCorrection::operator()(float probability) const {
  if (changes_nothing()) return probability;
  const double p = static_cast<double>(probability), yes = p * odds_;
  return static_cast<float>(yes / (yes + (1 - p)));
}

double ShareOfYes(std::span<const uint8_t> labels, std::span<const float> weights) {
  double yes = 0, all = 0;
  for (size_t r = 0; r < labels.size(); ++r) {
    all += WeightOf(weights, r);
    if (labels[r] == 1) yes += WeightOf(weights, r);
  }
  return yes / all;
}

std::vector<float> WeightsForShare(std::span<const uint8_t> labels, std::span<const float> weights, double share) {
  const double now = ShareOfYes(labels, weights);
  if (!(now > 0 && now < 1)) throw Error(Fault::kData, "one outcome weighs nothing", "balancing", "Balancing needs rows of both outcomes.");
  std::vector<float> changed(labels.size());
  for (size_t r = 0; r < labels.size(); ++r)
    changed[r] = static_cast<float>(WeightOf(weights, r) * (labels[r] == 1 ? share / now : (1 - share) / (1 - now)));
  return changed;
}

}  // namespace auspex::learn
