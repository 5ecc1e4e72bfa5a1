#pragma once
// The loss of the heads and its gradient: cross-entropy of the next symbol where it is known, plus binary cross-entropy
// of each conversion where it is known.
#include <cstdint>
#include <span>

#include "learn/sequence.h"

namespace auspex::learn {

/// Labels among some predictions.
struct LabelCounts {
  size_t symbols = 0, conversions = 0;
  LabelCounts& operator+=(const LabelCounts& other);
};

/// Counts the labels that `windows` ask for. Throws Error(kInternal) for a next symbol out of range.
LabelCounts CountLabels(const StepTable& steps, std::span<const Window> windows);

/// Sums of log losses, natural logarithm, in the order of predictions.
struct LossSums {
  double symbols = 0, conversions = 0;
  LossSums& operator+=(const LossSums& other);
};

struct HeadLoss {
  float symbol_weight = 0;      ///< of each known next symbol: 1 / how many the batch has
  float conversion_weight = 0;  ///< of each known conversion
  float smoothing = 0;          ///< share of the target spread evenly over all symbols; not part of the sums

  /// `logits` holds num_symbols + conversions columns for each of the steps `at`; they are replaced by the gradient.
  LossSums Differentiate(const StepTable& steps, std::span<const uint64_t> at, float* logits) const;
};

/// Losses of plain logits, without their gradient.
LossSums SumLosses(const StepTable& steps, std::span<const uint64_t> at, float* logits);

}  // namespace auspex::learn
