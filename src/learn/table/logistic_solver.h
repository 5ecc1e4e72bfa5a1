#pragma once
// Logistic regression: the coefficients that make Σ weight × -log likelihood + l2 × ((1 - l1_ratio)/2 |slopes|² + l1_ratio |slopes|₁) least, on
// standardised columns, the intercept free. By Newton's method with step halving; with l1_ratio > 0 each step solves the quadratic with its
// absolute penalty (elastic_net.h). Tables of many rows begin at the solution of every 16th panel of 256 rows; the end is that of all rows.
#include <cstddef>
#include <vector>

#include "learn/table/classifier_options.h"
#include "learn/table/logistic_pass.h"

namespace auspex::learn {

struct LogisticSolution {
  std::vector<double> coefficients;  ///< intercept, then by standardised column
  double loss = 0;                   ///< at them, without the penalty
  size_t iterations = 0;             ///< over all rows
  bool converged = false;
  /// Not empty: there is no maximum of the likelihood; it grows without end in this direction (A. Albert, J. A. Anderson, "On the existence of
  /// maximum likelihood estimates in logistic regression models", Biometrika 71(1), 1984). Verified on every row; only looked for if not penalised.
  std::vector<double> separating;
  bool separates_completely = false;  ///< no row lies on the border
};

/// Throws Error(kUsage) for settings that are out of their range.
LogisticSolution SolveLogistic(const LogisticRows& rows, const LogisticOptions& options, Progress& progress);

}  // namespace auspex::learn
