#include "learn/lstm_loss.h"

#include <string>

#include "base/error.h"
#include "learn/softmax.h"

namespace auspex::learn {

LabelCounts& LabelCounts::operator+=(const LabelCounts& other) {
  symbols += other.symbols;
  conversions += other.conversions;
  return *this;
}

LossSums& LossSums::operator+=(const LossSums& other) {
  symbols += other.symbols;
  conversions += other.conversions;
  return *this;
}

LabelCounts CountLabels(const StepTable& steps, std::span<const Window> windows) {
  LabelCounts counts;
  for (const Window& window : windows) {
    for (uint64_t step = window.begin + window.labelled_from; step < window.begin + window.length; ++step) {
      const int32_t next = steps.next[step];
      if (next != kNoLabel && (next < 0 || next >= static_cast<int32_t>(steps.num_symbols)))
        throw Error(Fault::kInternal, "step " + std::to_string(step) + " has the next symbol " + std::to_string(next) +
                                          " of " + std::to_string(steps.num_symbols));
      counts.symbols += next != kNoLabel;
      for (const auto& labels : steps.conversions) counts.conversions += labels[step] != kNoLabel;
    }
  }
  return counts;
}

LossSums HeadLoss::Differentiate(const StepTable& steps, std::span<const uint64_t> at, float* logits) const {
  const size_t symbols = steps.num_symbols, conversions = steps.conversions.size();
  const float spread = smoothing / static_cast<float>(symbols) * symbol_weight;
  LossSums sums;
  for (const uint64_t step : at) {
    const int32_t next = steps.next[step];
    if (next == kNoLabel) {
      for (size_t k = 0; k < symbols; ++k) logits[k] = 0;
    } else {
      const float target = logits[next];
      sums.symbols += Softmax({logits, symbols}, 1, logits) - target;
      for (size_t k = 0; k < symbols; ++k) logits[k] = logits[k] * symbol_weight - spread;
      logits[next] -= (1 - smoothing) * symbol_weight;
    }
    for (size_t c = 0; c < conversions; ++c) {
      const int8_t label = steps.conversions[c][step];
      float& logit = logits[symbols + c];
      if (label != kNoLabel) sums.conversions += Softplus(label ? -logit : logit);
      logit = label == kNoLabel ? 0.0f : (Sigmoid(logit) - static_cast<float>(label)) * conversion_weight;
    }
    logits += symbols + conversions;
  }
  return sums;
}

LossSums SumLosses(const StepTable& steps, std::span<const uint64_t> at, float* logits) {
  return HeadLoss{}.Differentiate(steps, at, logits);
}

}  // namespace auspex::learn
