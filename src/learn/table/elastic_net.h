#pragma once
// The inner problem of penalised logistic regression: a quadratic with an absolute penalty, by coordinate descent over its Gram matrix (J. Friedman,
// T. Hastie, R. Tibshirani, "Regularization Paths for Generalized Linear Models via Coordinate Descent", Journal of Statistical Software 33(1), 2010).
#include <span>
#include <vector>

namespace auspex::learn {

struct Quadratic {
  std::span<const double> curvature;  ///< [size][size], symmetric, positive semi-definite
  std::span<const double> gradient;   ///< [size] at `at`
  std::span<const double> at;         ///< [size]; element 0 is not penalised
};

/// The b that makes gradient·(b - at) + (b - at)'curvature(b - at)/2 + ridge/2 |b|² + lasso |b|₁ least, over b₁… of the penalties; stops when a
/// sweep over all coordinates lowers none by more than `enough` of the objective.
std::vector<double> MinimiseElasticNet(const Quadratic& quadratic, double ridge, double lasso, double enough);

}  // namespace auspex::learn
