#pragma once
// Uncertainty of the area under the ROC curve and of the difference of two on the same rows: DeLong, DeLong, Clarke-Pearson, "Comparing the
// areas under two or more correlated receiver operating characteristic curves", Biometrics 44 (1988), in the O(n log n) form of Sun & Xu,
// "Fast implementation of DeLong's algorithm", IEEE Signal Processing Letters 21 (2014).
//
// Weights are of importance, not counts of rows: the area is that of the weighted population, and the variance is that of two independent
// samples of rows that stand for their weight, sum w²(V - A)² / (sum w)² · k / (k - 1) a class, V a row's placement, A the area,
// k = (sum w)² / sum w² the rows that the weighted ones are worth. With equal weights it is DeLong's own, and their scale does not matter.
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "learn/bootstrap.h"

namespace auspex::learn {

struct AucEstimate {
  double auc = 0, variance = 0;
  Interval interval;  ///< auc ± z standard errors, within 0..1
};

/// The difference a - b of two models' areas on the same rows.
struct AucComparison {
  AucEstimate a, b;
  double difference = 0, standard_error = 0;
  double z = 0, p_value = 0;  ///< two-sided; scores of equal order: z 0, p 1
  Interval interval;          ///< of the difference
};

struct DeLongOptions {
  double level = 0.95;                  ///< share that the intervals cover
  std::span<const float> weights = {};  ///< one a row, at least 0; empty: 1 each
};

/// Models on the same rows, each ranked once. Labels other than 0 and 1 and rows of weight 0 are passed over. The variance is NaN, and with it the
/// interval, where a class has only one row.
class DeLong {
 public:
  /// Throws Error(kInternal) for unequal sizes, Error(kData) for one class only, Error(kUsage) for a level outside 0..1.
  explicit DeLong(std::span<const int8_t> labels, const DeLongOptions& options = {});

  /// Ranks a model; models are numbered from 0. Throws Error(kInternal) for unequal sizes or a score that is not a number.
  void Add(std::span<const float> scores);

  AucEstimate Estimate(size_t model) const;
  AucComparison Compare(size_t a, size_t b) const;

 private:
  std::vector<double> Placements(std::span<const float> scores) const;
  double Area(std::span<const double> placements) const;
  double Variance(std::span<const double> values, double mean) const;

  size_t all_rows_;
  double level_;
  std::vector<uint32_t> index_;  ///< of the rows that count, in the input; parallel: labels, weights
  std::vector<uint8_t> labels_;
  std::vector<double> weights_;
  std::array<double, 2> weight_{}, square_{};     ///< sums of weights and their squares by class
  std::vector<std::vector<double>> placements_;   ///< [models][rows that count]
};

/// Of one model, and of two. Throws as DeLong.
AucEstimate EstimateAuc(std::span<const float> scores, std::span<const int8_t> labels, const DeLongOptions& options = {});
AucComparison CompareAuc(std::span<const float> scores_a, std::span<const float> scores_b, std::span<const int8_t> labels,
                         const DeLongOptions& options = {});

/// The p-quantile of the standard normal, 0 < p < 1 (Wichura, algorithm AS 241, 1988: 16 digits).
double NormalQuantile(double p);

}  // namespace auspex::learn
