#pragma once
// Gradients of the log loss whose sums do not depend on the order in which they are added.
//
// Every gradient and hessian is rounded to a multiple of one step that is so coarse that the sum of all of them fits into a double's 53 bits:
// then each partial sum is exact, and an engine that adds them in whatever order, on however many threads, gets the same bits (fixed-point
// summation as of Demmel & Nguyen, "Fast reproducible floating-point summation", 2013). The step is 2^-52 of the total weight or finer, and
// thus below a float's own rounding for all but the smallest gradients.
#include <cstdint>
#include <span>
#include <vector>

#include "learn/table/classifier.h"

namespace auspex::learn {

class FixedGradients {
 public:
  /// What `rows` views must outlive this. Each row is drawn with chance `rows_share` in each round; what is not drawn weighs nothing.
  FixedGradients(const TrainingRows& rows, double rows_share, uint64_t seed);

  /// Log odds of the weighted share of yes.
  double base() const { return base_; }
  double total_weight() const { return total_; }

  /// Of round `round` at base() + margins.
  void Compute(std::span<const float> margins, size_t round);
  std::vector<float>& gradients() { return gradients_; }
  std::vector<float>& hessians() { return hessians_; }

 private:
  TrainingRows rows_;
  double rows_share_;
  uint64_t seed_;
  double total_ = 0, base_ = 0, step_ = 0;
  std::vector<float> gradients_, hessians_;
  std::vector<uint8_t> drawn_;
};

}  // namespace auspex::learn
