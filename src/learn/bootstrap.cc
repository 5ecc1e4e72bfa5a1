#include "learn/bootstrap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/random.h"
#include "base/threads.h"

namespace auspex::learn {
namespace {

constexpr double kTwoTo53 = 9007199254740992.0;

/// Cumulative Poisson(1) probabilities.
std::array<double, 16> PoissonTable() {
  std::array<double, 16> table{};
  double term = std::exp(-1.0), sum = 0;
  for (size_t k = 0; k < table.size(); ++k) {
    sum += term;
    table[k] = sum;
    term /= static_cast<double>(k + 1);
  }
  return table;
}

float PoissonWeight(uint64_t bits) {
  static const std::array<double, 16> table = PoissonTable();
  const double u = static_cast<double>(bits >> 11) / kTwoTo53;
  size_t k = 0;
  while (k + 1 < table.size() && u >= table[k]) ++k;
  return static_cast<float>(k);
}

}  // namespace

double Quantile(std::vector<double> values, double p) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::sort(values.begin(), values.end());
  const double place = p * static_cast<double>(values.size() - 1);
  const size_t below = static_cast<size_t>(place), above = std::min(below + 1, values.size() - 1);
  return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

std::vector<Interval> BootstrapIntervals(std::span<const uint64_t> clusters, size_t num_metrics,
                                         const WeightedMetrics& metrics, const BootstrapOptions& options) {
  if (options.replicates == 0 || !(options.level > 0 && options.level < 1))
    throw Error(Fault::kUsage, "a bootstrap needs at least one replicate and a level between 0 and 1", "bootstrap");
  std::vector<double> values(options.replicates * num_metrics);
  ParallelFor(options.replicates, 1, [&](size_t begin, size_t end) {
    std::vector<float> weights(clusters.size());
    for (size_t replicate = begin; replicate < end; ++replicate) {
      const uint64_t stream = Mix(options.seed ^ Mix(replicate + 1));
      for (size_t r = 0; r < clusters.size(); ++r) {
        const bool again = r > 0 && clusters[r] == clusters[r - 1];
        weights[r] = again ? weights[r - 1] : PoissonWeight(Mix(stream ^ Mix(clusters[r])));
      }
      metrics(weights, std::span(values).subspan(replicate * num_metrics, num_metrics));
    }
  });
  std::vector<Interval> intervals;
  for (size_t m = 0; m < num_metrics; ++m) {
    std::vector<double> finite;
    for (size_t i = m; i < values.size(); i += num_metrics)
      if (std::isfinite(values[i])) finite.push_back(values[i]);
    intervals.push_back({Quantile(finite, (1 - options.level) / 2), Quantile(finite, (1 + options.level) / 2)});
  }
  return intervals;
}

}  // namespace auspex::learn
