#include "learn/adam.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/threads.h"

namespace auspex::learn {
namespace {

constexpr size_t kBlock = 16384;

double SumOfSquares(std::span<const float> values) {
  std::vector<double> parts((values.size() + kBlock - 1) / kBlock);
  ParallelFor(values.size(), kBlock, [&](size_t begin, size_t end) {
    double lanes[8] = {};
    for (size_t i = begin; i < end; ++i) lanes[i % 8] += static_cast<double>(values[i]) * values[i];
    double sum = 0;
    for (const double lane : lanes) sum += lane;
    parts[begin / kBlock] = sum;
  });
  double sum = 0;
  for (const double part : parts) sum += part;
  return sum;
}

}  // namespace

Adam::Adam(Options options, std::vector<bool> decays)
    : options_(options), decay_(decays.size()), mean_(decays.size()), square_(decays.size()) {
  for (size_t i = 0; i < decays.size(); ++i) decay_[i] = decays[i] ? options.weight_decay : 0.0f;
}

double Adam::Step(std::span<float> parameters, std::span<float> gradient, float learning_rate) {
  const double norm = std::sqrt(SumOfSquares(gradient));
  if (!std::isfinite(norm)) return norm;
  const bool clip = options_.clip_norm > 0 && norm > options_.clip_norm;
  const float shrink = clip ? static_cast<float>(options_.clip_norm / norm) : 1.0f;
  ++steps_;
  const auto power = static_cast<double>(steps_);
  const auto correct1 = static_cast<float>(1 / (1 - std::pow(options_.beta1, power)));
  const auto correct2 = static_cast<float>(1 / (1 - std::pow(options_.beta2, power)));
  const float b1 = options_.beta1, b2 = options_.beta2, epsilon = options_.epsilon;
  ParallelFor(parameters.size(), kBlock, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const float g = gradient[i] *= shrink;
      mean_[i] = b1 * mean_[i] + (1 - b1) * g;
      square_[i] = b2 * square_[i] + (1 - b2) * g * g;
      const float step = mean_[i] * correct1 / (std::sqrt(square_[i] * correct2) + epsilon);
      parameters[i] -= learning_rate * (step + decay_[i] * parameters[i]);
    }
  });
  return norm;
}

float CosineRate(float rate, float floor, size_t step, size_t warmup, size_t steps) {
  if (step < warmup) return rate * static_cast<float>(step + 1) / static_cast<float>(warmup);
  const double share = static_cast<double>(step - warmup) / static_cast<double>(std::max<size_t>(1, steps - warmup));
  const double wave = 0.5 * (1 + std::cos(std::numbers::pi * std::min(1.0, share)));
  return rate * static_cast<float>(floor + (1 - floor) * wave);
}

}  // namespace auspex::learn
