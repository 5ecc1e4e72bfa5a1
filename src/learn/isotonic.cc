#include "learn/isotonic.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/error.h"

namespace auspex::learn {
namespace {

struct Block {
  float first = 0, last = 0;
  double sum = 0, weight = 0;

  double value() const { return sum / weight; }
};

}  // namespace

float Isotonic::operator()(float score) const {
  if (scores.empty()) return score;
  const auto above = std::upper_bound(scores.begin(), scores.end(), score);
  if (above == scores.begin()) return values.front();
  const auto at = static_cast<size_t>(above - scores.begin()) - 1;
  if (above == scores.end() || score == scores[at]) return values[at];
  const double share = (static_cast<double>(score) - scores[at]) / (static_cast<double>(scores[at + 1]) - scores[at]);
  const auto value = static_cast<float>(values[at] + share * (static_cast<double>(values[at + 1]) - values[at]));
  return std::clamp(value, values[at], values[at + 1]);
}

Isotonic FitIsotonic(std::span<const float> scores, std::span<const float> targets, std::span<const float> weights) {
  if (scores.size() != targets.size() || !(weights.empty() || weights.size() == scores.size()))
    throw Error(Fault::kInternal, "isotonic regression was given columns of unequal length");
  std::vector<uint32_t> order;
  for (uint32_t r = 0; r < scores.size(); ++r) {
    if (std::isnan(scores[r])) throw Error(Fault::kInternal, "isotonic regression was given a score that is not a number");
    if (weights.empty() || weights[r] > 0) order.push_back(r);
  }
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return scores[a] != scores[b] ? scores[a] < scores[b] : a < b; });
  std::vector<Block> blocks;
  for (size_t i = 0; i < order.size();) {
    Block block{.first = scores[order[i]], .last = scores[order[i]]};
    for (; i < order.size() && scores[order[i]] == block.first; ++i) {
      const double weight = weights.empty() ? 1.0 : static_cast<double>(weights[order[i]]);
      block.sum += weight * targets[order[i]];
      block.weight += weight;
    }
    for (; !blocks.empty() && blocks.back().value() >= block.value(); blocks.pop_back()) {
      block.first = blocks.back().first;
      block.sum += blocks.back().sum;
      block.weight += blocks.back().weight;
    }
    blocks.push_back(block);
  }
  Isotonic fitted;
  for (const Block& block : blocks) {
    fitted.scores.push_back(block.first);
    fitted.values.push_back(static_cast<float>(block.value()));
    if (block.last == block.first) continue;
    fitted.scores.push_back(block.last);
    fitted.values.push_back(static_cast<float>(block.value()));
  }
  return fitted;
}

}  // namespace auspex::learn
