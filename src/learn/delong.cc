#include "learn/delong.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "base/error.h"

namespace auspex::learn {
namespace {

void RequireSameSize(size_t given, size_t rows) {
  if (given != rows) throw Error(Fault::kInternal, "DeLong's test was given columns of unequal length");
}

/// Whole numbers in the order of the floats, equal ones equal.
uint32_t InOrder(float score) {
  const auto bits = std::bit_cast<uint32_t>(score + 0.0f);  // no negative zero
  return bits >> 31 ? ~bits : bits | 1u << 31;
}

template <size_t N>
double Polynomial(const std::array<double, N>& coefficients, double x) {
  double value = 0;
  for (double coefficient : coefficients) value = value * x + coefficient;
  return value;
}

}  // namespace

DeLong::DeLong(std::span<const int8_t> labels, const DeLongOptions& options) : all_rows_(labels.size()), level_(options.level) {
  if (!(options.level > 0 && options.level < 1)) throw Error(Fault::kUsage, "the level of an interval must be between 0 and 1", "DeLong");
  if (!options.weights.empty()) RequireSameSize(options.weights.size(), labels.size());
  for (uint32_t r = 0; r < labels.size(); ++r) {
    const double weight = options.weights.empty() ? 1.0 : static_cast<double>(options.weights[r]);
    if ((labels[r] != 0 && labels[r] != 1) || !(weight > 0)) continue;
    index_.push_back(r);
    labels_.push_back(static_cast<uint8_t>(labels[r]));
    weights_.push_back(weight);
    weight_[static_cast<size_t>(labels[r])] += weight;
    square_[static_cast<size_t>(labels[r])] += weight * weight;
  }
  if (weight_[0] <= 0 || weight_[1] <= 0)
    throw Error(Fault::kData, "the area under the ROC curve needs rows of both classes", "DeLong", "Judge the model on rows with both outcomes.");
}

void DeLong::Add(std::span<const float> scores) {
  RequireSameSize(scores.size(), all_rows_);
  placements_.push_back(Placements(scores));
}

/// For each row, the weighted share of the other class that it is on the right side of, ties half.
std::vector<double> DeLong::Placements(std::span<const float> scores) const {
  std::vector<uint64_t> order(index_.size());  // score, then row
  for (uint32_t i = 0; i < order.size(); ++i) {
    if (std::isnan(scores[index_[i]])) throw Error(Fault::kInternal, "DeLong's test was given a score that is not a number");
    order[i] = uint64_t{InOrder(scores[index_[i]])} << 32 | i;
  }
  std::sort(order.begin(), order.end());
  const auto row = [&](size_t place) { return static_cast<uint32_t>(order[place]); };
  std::vector<double> placements(order.size());
  std::array<double, 2> below{};
  for (size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    std::array<double, 2> tied{};
    for (; end < order.size() && order[end] >> 32 == order[begin] >> 32; ++end) tied[labels_[row(end)]] += weights_[row(end)];
    for (size_t k = begin; k < end; ++k) {
      const bool yes = labels_[row(k)] == 1;
      const double under = yes ? below[0] + tied[0] / 2 : weight_[1] - below[1] - tied[1] / 2;
      placements[row(k)] = under / weight_[yes ? 0 : 1];
    }
    for (size_t c = 0; c < 2; ++c) below[c] += tied[c];
  }
  return placements;
}

double DeLong::Area(std::span<const double> placements) const {
  double sum = 0;
  for (size_t i = 0; i < placements.size(); ++i)
    if (labels_[i] == 1) sum += weights_[i] * placements[i];
  return sum / weight_[1];
}

/// Variance of the sum over both classes of the mean of `values`, whose mean in each class is `mean`.
double DeLong::Variance(std::span<const double> values, double mean) const {
  std::array<double, 2> sums{};
  for (size_t i = 0; i < values.size(); ++i) {
    const double off = weights_[i] * (values[i] - mean);
    sums[labels_[i]] += off * off;
  }
  double variance = 0;
  for (size_t c = 0; c < 2; ++c) {
    const double worth = weight_[c] * weight_[c] / square_[c];
    if (!(worth > 1)) return std::numeric_limits<double>::quiet_NaN();
    variance += sums[c] / (weight_[c] * weight_[c]) * worth / (worth - 1);
  }
  return variance;
}

AucEstimate DeLong::Estimate(size_t model) const {
  AucEstimate estimate;
  estimate.auc = Area(placements_[model]);
  estimate.variance = Variance(placements_[model], estimate.auc);
  const double half = NormalQuantile((1 + level_) / 2) * std::sqrt(estimate.variance);
  estimate.interval = {estimate.auc - half, estimate.auc + half};
  if (estimate.interval.low < 0) estimate.interval.low = 0;
  if (estimate.interval.high > 1) estimate.interval.high = 1;
  return estimate;
}

AucComparison DeLong::Compare(size_t a, size_t b) const {
  AucComparison result{.a = Estimate(a), .b = Estimate(b), .interval = {}};
  std::vector<double> gaps = placements_[a];
  for (size_t i = 0; i < gaps.size(); ++i) gaps[i] -= placements_[b][i];
  result.difference = result.a.auc - result.b.auc;
  result.standard_error = std::sqrt(Variance(gaps, result.difference));
  const bool equal = std::all_of(gaps.begin(), gaps.end(), [](double gap) { return gap == 0; });
  result.z = equal ? 0 : result.difference / result.standard_error;
  result.p_value = std::erfc(std::abs(result.z) / std::sqrt(2.0));
  const double half = NormalQuantile((1 + level_) / 2) * result.standard_error;
  result.interval = {result.difference - half, result.difference + half};
  return result;
}

AucEstimate EstimateAuc(std::span<const float> scores, std::span<const int8_t> labels, const DeLongOptions& options) {
  RequireSameSize(scores.size(), labels.size());
  DeLong models(labels, options);
  models.Add(scores);
  return models.Estimate(0);
}

AucComparison CompareAuc(std::span<const float> scores_a, std::span<const float> scores_b, std::span<const int8_t> labels,
                         const DeLongOptions& options) {
  RequireSameSize(scores_a.size(), labels.size());
  RequireSameSize(scores_b.size(), labels.size());
  DeLong models(labels, options);
  models.Add(scores_a);
  models.Add(scores_b);
  return models.Compare(0, 1);
}

double NormalQuantile(double p) {
  // Coefficients of AS 241 (PPND16), highest power first.
  static constexpr std::array<double, 8> kA = {
      2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
      13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608};
  static constexpr std::array<double, 8> kB = {
      5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
      5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0};
  static constexpr std::array<double, 8> kC = {
      7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
      3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734};
  static constexpr std::array<double, 8> kD = {
      1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
      0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0};
  static constexpr std::array<double, 8> kE = {
      2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
      0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772};
  static constexpr std::array<double, 8> kF = {
      2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
      0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0};
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) return q * Polynomial(kA, 0.180625 - q * q) / Polynomial(kB, 0.180625 - q * q);
  const double r = std::sqrt(-std::log(q < 0 ? p : 1 - p));
  const double x = r <= 5 ? Polynomial(kC, r - 1.6) / Polynomial(kD, r - 1.6) : Polynomial(kE, r - 5) / Polynomial(kF, r - 5);
  return q < 0 ? -x : x;
}

}  // namespace auspex::learn
