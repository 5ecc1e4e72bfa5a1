#pragma once
// Draws of a number from given weights in constant time: the alias method (Vose, "A linear algorithm for generating
// random numbers with a given distribution", IEEE TSE 17(9), 1991).
#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"

namespace auspex::simulate {

class Discrete {
 public:
  Discrete() = default;
  /// Weights are at least 0 and not all 0.
  explicit Discrete(std::span<const double> weights);

  /// One random number a draw.
  size_t Draw(Random& random) const {
    const double x = random.Uniform() * static_cast<double>(keep_.size());
    const auto cell = static_cast<size_t>(x);
    return x - static_cast<double>(cell) < keep_[cell] ? cell : alias_[cell];
  }

 private:
  std::vector<double> keep_;
  std::vector<uint32_t> alias_;
};

}  // namespace auspex::simulate
