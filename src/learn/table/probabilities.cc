#include <algorithm>
#include <cmath>
#include <vector>

#include "base/threads.h"
#include "learn/table/classifier.h"

namespace auspex::learn {

void Probabilities(const Classifier& model, const FeatureTable& table, std::span<float> out) {
  std::vector<double> margins(table.rows);
  model.Margins(table, margins);
  const bool given = model.IsProbability();
  ParallelFor(margins.size(), 4096, [&](size_t begin, size_t end) {
    for (size_t r = begin; r < end; ++r) {
      const double m = margins[r], p = given ? m : m >= 0 ? 1 / (1 + std::exp(-m)) : std::exp(m) / (1 + std::exp(m));
      out[r] = static_cast<float>(std::clamp(p, 0.0, 1.0));
    }
  });
}

}  // namespace auspex::learn
