#include "simulate/optimum.h"

#include <limits>

namespace auspex::simulate {

Optimum Measure(std::span<const ForetoldRows> foretold) {
  Optimum optimum;
  double foretold_sum = 0, squares = 0, pairs = 0;
  uint64_t others_below = 0;
  for (const ForetoldRows& group : foretold) {
    const double rows = static_cast<double>(group.rows), happened = static_cast<double>(group.happened), p = group.probability;
    const uint64_t others = group.rows - group.happened;
    foretold_sum += rows * p;
    squares += happened * (1 - p) * (1 - p) + static_cast<double>(others) * p * p;
    pairs += happened * (static_cast<double>(others_below) + 0.5 * static_cast<double>(others));
    others_below += others;
    optimum.rows += group.rows;
    optimum.happened += group.happened;
  }
  const double rows = static_cast<double>(optimum.rows);
  if (optimum.rows > 0) optimum.foretold = foretold_sum / rows, optimum.brier = squares / rows;
  optimum.auc = optimum.happened == 0 || others_below == 0
                    ? std::numeric_limits<double>::quiet_NaN()
                    : pairs / (static_cast<double>(optimum.happened) * static_cast<double>(others_below));
  return optimum;
}

}  // namespace auspex::simulate
