#pragma once
// Intervals for any weighted metric by the cluster bootstrap: whole customers are drawn, since the rows of one are not
// independent. Each replicate gives every customer a Poisson(1) count as weight (Chamandy, Muralidharan, Najmi, Naidu,
// "Estimating uncertainty for massive data streams", 2012), which for many customers is drawing with replacement.
// The interval is the percentile one (Efron and Tibshirani, "An introduction to the bootstrap", 1993, chapter 13).
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace auspex::learn {

struct BootstrapOptions {
  size_t replicates = 200;
  double level = 0.95;  ///< share that the interval covers
  uint64_t seed = 1;
};

/// NaN if no replicate gave a number.
struct Interval {
  double low = 0, high = 0;
};

/// Writes the metrics under the row weights given to `values`. Called from several threads at once; must not itself
/// start parallel work. A value that is not finite (a metric that does not exist in a replicate) is left out.
using WeightedMetrics = std::function<void(std::span<const float> weights, std::span<double> values)>;

/// An interval for each of `num_metrics` values. `clusters` names the cluster of each row, with any numbers. A replicate's
/// weights depend on seed, replicate and cluster alone: the same bits for any number of threads. Throws Error(kUsage) for
/// no replicates or a level outside 0..1.
std::vector<Interval> BootstrapIntervals(std::span<const uint64_t> clusters, size_t num_metrics,
                                         const WeightedMetrics& metrics, const BootstrapOptions& options = {});

/// The p-quantile of `values`, 0 <= p <= 1, interpolated linearly (Hyndman and Fan 1996, type 7); NaN if there are none.
double Quantile(std::vector<double> values, double p);

}  // namespace auspex::learn
