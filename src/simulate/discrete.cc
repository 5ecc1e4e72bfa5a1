#include "simulate/discrete.h"

namespace auspex::simulate {

Discrete::Discrete(std::span<const double> weights) : keep_(weights.size()), alias_(weights.size()) {
  double sum = 0;
  for (const double weight : weights) sum += weight;
  std::vector<uint32_t> small, large;
  for (size_t i = 0; i < weights.size(); ++i) {
    keep_[i] = weights[i] * static_cast<double>(weights.size()) / sum;
    alias_[i] = static_cast<uint32_t>(i);
    (keep_[i] < 1 ? small : large).push_back(static_cast<uint32_t>(i));
  }
  while (!small.empty() && !large.empty()) {
    const uint32_t low = small.back(), high = large.back();
    small.pop_back();
    alias_[low] = high;
    keep_[high] -= 1 - keep_[low];
    if (keep_[high] < 1) {
      large.pop_back();
      small.push_back(high);
    }
  }
  // What rounding left over: a cell of weight 0 must never be drawn, so only cells that hold weight become whole.
  for (const uint32_t i : small) keep_[i] = weights[i] > 0 ? 1 : 0;
  for (const uint32_t i : large) keep_[i] = 1;
  for (const uint32_t i : small) {
    if (keep_[i] == 0 && alias_[i] == i) {
      for (uint32_t j = 0; j < weights.size(); ++j) {
        if (weights[j] > 0) alias_[i] = j;
      }
    }
  }
}

}  // namespace auspex::simulate
