#include "learn/calibration.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/error.h"
#include "base/threads.h"

namespace auspex::learn {
namespace {

constexpr double kLeastTemperature = 0.05, kMostTemperature = 20;
constexpr size_t kBlock = 4096;  // rows a partial sum; fixes the order of the sums

double Logit(double p) {
  const double q = std::clamp(p, 1e-9, 1 - 1e-9);
  return std::log(q / (1 - q));
}

double Sigmoid(double x) { return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x)); }

/// log(1 + exp(x)) without overflow.
double Softplus(double x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); }

/// First and second derivative of the log loss by the inverse temperature.
struct Slopes {
  double first = 0, second = 0;
};

/// Rows with a label as logits, the greatest of a row shifted to 0.
struct LogitRows {
  size_t classes = 0;
  std::vector<float> logits;
  std::vector<int32_t> labels;
};

LogitRows MakeLogits(std::span<const float> probabilities, std::span<const int32_t> labels) {
  LogitRows rows;
  rows.classes = probabilities.size() / labels.size();
  for (size_t r = 0; r < labels.size(); ++r) {
    if (labels[r] < 0 || static_cast<size_t>(labels[r]) >= rows.classes) continue;
    const auto row = probabilities.subspan(r * rows.classes, rows.classes);
    const float top = *std::max_element(row.begin(), row.end());
    for (float p : row) rows.logits.push_back(std::log(std::max(p, 1e-30f) / std::max(top, 1e-30f)));
    rows.labels.push_back(labels[r]);
  }
  return rows;
}

Slopes BlockSlopes(const LogitRows& rows, double beta, size_t begin, size_t end) {
  Slopes sum;
  for (size_t r = begin; r < end; ++r) {
    const float* z = &rows.logits[r * rows.classes];
    double norm = 0, mean = 0, square = 0;
    for (size_t c = 0; c < rows.classes; ++c) {
      const double e = std::exp(beta * z[c]);
      norm += e;
      mean += e * z[c];
      square += e * z[c] * z[c];
    }
    mean /= norm;
    sum.first += mean - z[rows.labels[r]];
    sum.second += square / norm - mean * mean;
  }
  return sum;
}

Slopes LossSlopes(const LogitRows& rows, double beta) {
  std::vector<Slopes> parts((rows.labels.size() + kBlock - 1) / kBlock);
  ParallelFor(rows.labels.size(), kBlock,
              [&](size_t begin, size_t end) { parts[begin / kBlock] = BlockSlopes(rows, beta, begin, end); });
  Slopes sum;
  for (const Slopes& part : parts) {
    sum.first += part.first;
    sum.second += part.second;
  }
  return sum;
}

/// `slopes(beta)` are those of the loss at the inverse temperature beta.
template <class F>
double MinimiseTemperature(const F& slopes) {
  // The loss is convex in beta = 1/t: Newton on its derivative, kept between two points of opposite sign.
  double low = 1 / kMostTemperature, high = 1 / kLeastTemperature, beta = 1;
  if (slopes(low).first >= 0) return slopes(high).first <= 0 ? 1 : kMostTemperature;
  if (slopes(high).first <= 0) return kLeastTemperature;
  for (int iteration = 0; iteration < 60; ++iteration) {
    const Slopes at = slopes(beta);
    (at.first > 0 ? high : low) = beta;
    double next = at.second > 0 ? beta - at.first / at.second : low;
    if (!(next > low && next < high)) next = (low + high) / 2;
    const double moved = std::abs(next - beta);
    beta = next;
    if (moved < 1e-9 * beta) break;
  }
  return 1 / beta;
}

bool Counts(int8_t label, std::span<const float> weights, size_t row) { return (label == 0 || label == 1) && (weights.empty() || weights[row] > 0); }

/// Logits with their smoothed targets (Lin, Lin, Weng 2007, equation 3: (N1 + 1)/(N1 + 2) and 1/(N0 + 2)).
struct PlattRows {
  std::vector<double> logits, targets, weights;
};

double PlattLoss(const PlattRows& rows, double slope, double intercept) {
  double loss = 0;
  for (size_t i = 0; i < rows.logits.size(); ++i) {
    const double x = slope * rows.logits[i] + intercept;
    loss += rows.weights[i] * (Softplus(x) - rows.targets[i] * x);
  }
  return loss;
}

/// Gradient and Hessian of PlattLoss by slope and intercept.
struct PlattStep {
  double g0 = 0, g1 = 0, h00 = 0, h01 = 0, h11 = 0;
};

PlattStep PlattDerivatives(const PlattRows& rows, const Platt& at) {
  PlattStep step;
  for (size_t i = 0; i < rows.logits.size(); ++i) {
    const double x = rows.logits[i], p = Sigmoid(at.slope * x + at.intercept);
    const double error = rows.weights[i] * (p - rows.targets[i]), curve = rows.weights[i] * p * (1 - p);
    step.g0 += error * x;
    step.g1 += error;
    step.h00 += curve * x * x;
    step.h01 += curve * x;
    step.h11 += curve;
  }
  return step;
}

/// Newton with halved steps; moves only the intercept if `shift_only`.
Platt MinimisePlatt(const PlattRows& rows, bool shift_only) {
  Platt at;
  double loss = PlattLoss(rows, at.slope, at.intercept);
  for (int iteration = 0; iteration < 100; ++iteration) {
    const PlattStep d = PlattDerivatives(rows, at);
    constexpr double kRidge = 1e-12;
    double by_slope = 0, by_intercept = -d.g1 / (d.h11 + kRidge);
    if (!shift_only) {
      const double h00 = d.h00 + kRidge, h11 = d.h11 + kRidge, determinant = h00 * h11 - d.h01 * d.h01;
      if (determinant <= 1e-14 * h00 * h11) return MinimisePlatt(rows, true);  // all scores alike
      by_slope = -(h11 * d.g0 - d.h01 * d.g1) / determinant;
      by_intercept = -(h00 * d.g1 - d.h01 * d.g0) / determinant;
    }
    double share = 1;
    for (; share > 1e-10; share /= 2) {
      const double next = PlattLoss(rows, at.slope + share * by_slope, at.intercept + share * by_intercept);
      if (next >= loss) continue;
      at.slope += share * by_slope;
      at.intercept += share * by_intercept;
      loss = next;
      break;
    }
    if (share <= 1e-10 || std::abs(by_slope) + std::abs(by_intercept) < 1e-10) break;
  }
  return at;
}

}  // namespace

double FitTemperature(std::span<const float> probabilities, std::span<const int32_t> labels) {
  if (labels.empty()) return 1;
  if (probabilities.size() % labels.size() != 0)
    throw Error(Fault::kInternal, "temperature scaling was given rows of unequal length");
  const LogitRows rows = MakeLogits(probabilities, labels);
  if (rows.labels.empty() || rows.classes < 2) return 1;
  return MinimiseTemperature([&](double beta) { return LossSlopes(rows, beta); });
}

void ApplyTemperature(std::span<float> row, double t) {
  if (t == 1 || row.empty()) return;
  const double top = *std::max_element(row.begin(), row.end());
  if (!(top > 0)) return;
  const double beta = 1 / t;
  double sum = 0;
  for (float& p : row) {
    const double q = p > 0 ? std::exp(beta * std::log(p / top)) : 0;
    p = static_cast<float>(q);
    sum += q;
  }
  for (float& p : row) p = static_cast<float>(p / sum);
}

float Platt::operator()(float p) const {
  return identity() ? p : static_cast<float>(Sigmoid(slope * Logit(p) + intercept));
}

double FitBinaryTemperature(std::span<const float> probabilities, std::span<const int8_t> labels, std::span<const float> weights) {
  if (probabilities.size() != labels.size() || !(weights.empty() || weights.size() == labels.size()))
    throw Error(Fault::kInternal, "temperature scaling was given columns of unequal length");
  PlattRows rows;
  for (size_t i = 0; i < labels.size(); ++i) {
    if (!Counts(labels[i], weights, i)) continue;
    rows.logits.push_back(Logit(probabilities[i]));
    rows.targets.push_back(labels[i]);
    rows.weights.push_back(weights.empty() ? 1.0 : static_cast<double>(weights[i]));
  }
  return MinimiseTemperature([&](double beta) {
    const PlattStep step = PlattDerivatives(rows, {beta, 0});
    return Slopes{step.g0, step.h00};
  });
}

Platt FitPlatt(std::span<const float> probabilities, std::span<const int8_t> labels, PlattLimits limits, std::span<const float> weights) {
  if (probabilities.size() != labels.size() || !(weights.empty() || weights.size() == labels.size()))
    throw Error(Fault::kInternal, "Platt scaling was given unequal numbers of probabilities and labels");
  std::array<size_t, 2> counts{};
  std::array<double, 2> weight{};
  for (size_t i = 0; i < labels.size(); ++i) {
    if (!Counts(labels[i], weights, i)) continue;
    ++counts[static_cast<size_t>(labels[i])];
    weight[static_cast<size_t>(labels[i])] += weights.empty() ? 1.0 : static_cast<double>(weights[i]);
  }
  const size_t rarer = std::min(counts[0], counts[1]);
  if (rarer < std::max<size_t>(limits.for_shift, 1)) return {};
  const double scale = static_cast<double>(counts[0] + counts[1]) / (weight[0] + weight[1]);
  const double positive = (scale * weight[1] + 1) / (scale * weight[1] + 2), negative = 1 / (scale * weight[0] + 2);
  PlattRows rows;
  for (size_t i = 0; i < labels.size(); ++i) {
    if (!Counts(labels[i], weights, i)) continue;
    rows.logits.push_back(Logit(probabilities[i]));
    rows.targets.push_back(labels[i] == 1 ? positive : negative);
    rows.weights.push_back(weights.empty() ? 1.0 : scale * static_cast<double>(weights[i]));
  }
  const bool shift_only = rarer < limits.for_slope;
  const Platt fitted = MinimisePlatt(rows, shift_only);
  return fitted.slope > 0 ? fitted : MinimisePlatt(rows, true);
}

}  // namespace auspex::learn
