#pragma once
// Isotonic regression by pooling adjacent violators (Ayer et al. 1955; Barlow et al. 1972), as a calibration: Zadrozny and Elkan, "Transforming
// classifier scores into accurate multiclass probability estimates", KDD 2002.
#include <cstddef>
#include <span>
#include <vector>

namespace auspex::learn {

/// A rising function through points, linear between them and level outside. The identity if it has no point.
struct Isotonic {
  std::vector<float> scores, values;  ///< rising; a pooled block is its first and last score

  float operator()(float score) const;
};

/// The rising function nearest to `targets` in weighted squares; rows of one score share a value. `weights` are one a row, at least 0, or empty;
/// rows of weight 0 are passed over. Throws Error(kInternal) for unequal sizes or a score that is not a number.
Isotonic FitIsotonic(std::span<const float> scores, std::span<const float> targets, std::span<const float> weights = {});

}  // namespace auspex::learn
