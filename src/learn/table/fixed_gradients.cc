#include "learn/table/fixed_gradients.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "base/threads.h"

namespace auspex::learn {
namespace {

constexpr size_t kBlock = 4096;
constexpr double kLeastHessian = 1e-6;  // of a row of weight 1: no leaf is without cover

double WeightOf(const TrainingRows& rows, size_t r) { return rows.weights.empty() ? 1.0 : static_cast<double>(rows.weights[r]); }

float Rounded(double value, double step) { return static_cast<float>(std::nearbyint(static_cast<double>(static_cast<float>(value)) / step) * step); }

}  // namespace

FixedGradients::FixedGradients(const TrainingRows& rows, double rows_share, uint64_t seed)
    : rows_(rows), rows_share_(rows_share), seed_(seed), gradients_(rows.table.rows), hessians_(rows.table.rows), drawn_(rows.table.rows, 1) {
  double yes = 0;
  for (size_t r = 0; r < rows.table.rows; ++r) {
    total_ += WeightOf(rows, r);
    if (rows.labels[r]) yes += WeightOf(rows, r);
  }
  base_ = std::log(yes / (total_ - yes));
  step_ = std::exp2(std::ceil(std::log2(total_)) + 1 - 53);
}

void FixedGradients::Compute(std::span<const float> margins, size_t round) {
  if (rows_share_ < 1) {
    Random random(seed_, round);
    for (uint8_t& drawn : drawn_) drawn = random.Bernoulli(rows_share_);
  }
  ParallelFor(margins.size(), kBlock, [&](size_t begin, size_t end) {
    for (size_t r = begin; r < end; ++r) {
      const double p = 1 / (1 + std::exp(-(base_ + static_cast<double>(margins[r]))));
      const double weight = drawn_[r] ? WeightOf(rows_, r) : 0;
      gradients_[r] = Rounded(weight * (p - rows_.labels[r]), step_);
      hessians_[r] = Rounded(weight * std::max(p * (1 - p), kLeastHessian), step_);
    }
  });
}

}  // namespace auspex::learn
