#pragma once
// Calibration of probabilities on held-out predictions: temperature scaling of a softmax (Guo, Pleiss, Sun, Weinberger,
// "On calibration of modern neural networks", ICML 2017, section 4.2) and Platt scaling of a two-class probability
// (Platt 1999; targets and safeguarded Newton steps after Lin, Lin, Weng, "A note on Platt's probabilistic outputs for
// support vector machines", Machine Learning 68, 2007). Sums have a fixed order: the same bits for any number of threads.
#include <cstddef>
#include <cstdint>
#include <span>

namespace auspex::learn {

/// The temperature t > 0 that minimises the log loss of rows p^(1/t) / sum p^(1/t). `probabilities` has
/// labels.size() rows of equal length, each summing to 1; a label outside 0..classes-1 (kNoLabel) is passed over. 1 if
/// there is nothing to learn from. Limited to [1/20, 20]. Throws Error(kInternal) if the sizes do not fit.
double FitTemperature(std::span<const float> probabilities, std::span<const int32_t> labels);

/// Replaces a row of probabilities p by p^(1/t) / sum p^(1/t). Probabilities of 0 stay 0; t = 1 keeps all bits.
void ApplyTemperature(std::span<float> row, double t);

/// sigmoid(slope · logit(p) + intercept); the identity unless fitted.
struct Platt {
  double slope = 1, intercept = 0;

  bool identity() const { return slope == 1 && intercept == 0; }
  /// In 0..1. The identity returns the bits of `p`.
  float operator()(float p) const;
};

/// The temperature of a yes-no outcome: sigmoid(logit(p) / t) of the least weighted log loss, limits and labels as above. Apply it as
/// Platt{1 / t, 0}. `weights` are one a row, at least 0, or empty. Throws Error(kInternal) if the sizes differ.
double FitBinaryTemperature(std::span<const float> probabilities, std::span<const int8_t> labels, std::span<const float> weights = {});

/// Classes with fewer labels than this are too few for both parameters, or for any.
struct PlattLimits {
  size_t for_shift = 5;   ///< of the rarer class: fewer, and the identity is returned
  size_t for_slope = 30;  ///< of the rarer class: fewer, and only the intercept is fitted
};

/// The slope and intercept that minimise the log loss of `probabilities` against `labels` 1 and 0; other labels
/// (kNoLabel) are passed over. A slope that would not rise (<= 0) is refused: then only the intercept is fitted, so the
/// order of scores never changes. `weights` are one a row, at least 0 and brought to a mean of 1, or empty; rows of weight 0 are passed over. Throws
/// Error(kInternal) if the sizes differ. Isotonic regression: isotonic.h; the choice among them: choose_calibration.h.
Platt FitPlatt(std::span<const float> probabilities, std::span<const int8_t> labels, PlattLimits limits = {}, std::span<const float> weights = {});

}  // namespace auspex::learn
