#pragma once
// A documented random generator: the same seed gives the same numbers with every compiler and library.
//
// xoshiro256** seeded by splitmix64 (Blackman & Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS
// 47(4), 2021). Streams: Random(seed, stream) gives independent generators, so work split over threads draws the same
// numbers whatever the number of threads.
#include <array>
#include <cstdint>
#include <span>

namespace auspex {

/// One step of splitmix64; also a good 64-bit mixer.
uint64_t SplitMix64(uint64_t& state);
/// Mixes a value into 64 well spread bits.
uint64_t Mix(uint64_t value);

class Random {
 public:
  explicit Random(uint64_t seed, uint64_t stream = 0);

  uint64_t Next();
  double Uniform();                                   ///< [0, 1), 53 bits
  double Uniform(double low, double high);            ///< [low, high)
  uint64_t Below(uint64_t n);                         ///< 0..n-1 without bias; n > 0 (Lemire 2019)
  double Normal();                                    ///< standard normal (polar method)
  double Exponential();                               ///< mean 1
  bool Bernoulli(double p) { return Uniform() < p; }

  /// Fisher–Yates.
  template <class T>
  void Shuffle(std::span<T> values) {
    for (size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[Below(i)]);
  }

 private:
  std::array<uint64_t, 4> state_;
  double spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace auspex
