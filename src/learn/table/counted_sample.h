#pragma once
// What a tree's growing adds up: weights in double, or, of rows that weigh 1 each and are drawn a few times, counts in integers: one addition a row
// instead of three, and the same sums.
#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include "learn/table/tree_grower.h"

namespace auspex::learn {

/// A TreeSample that weighs as often as it was drawn.
struct CountedSample {
  uint32_t row, draws : 31, positive : 1;
};

/// Sums of ClassWeight that are whole numbers, 21 bits each: of rows, of draws, of positive draws.
struct Counts {
  uint64_t bits = 0;

  static constexpr unsigned kBits = 21;
  static constexpr uint64_t kMost = (uint64_t{1} << kBits) - 1;
  Counts& operator+=(Counts other) {
    bits += other.bits;
    return *this;
  }
};

inline ClassWeight TallyOf(const TreeSample& sample) { return sample.Sum(); }
inline Counts TallyOf(CountedSample sample) {
  const uint64_t draws = sample.draws;
  return {1 | draws << Counts::kBits | (sample.positive ? draws : 0) << 2 * Counts::kBits};
}

inline ClassWeight WeightOf(const ClassWeight& tally) { return tally; }
inline ClassWeight WeightOf(Counts tally) {
  return {static_cast<double>(tally.bits >> Counts::kBits & Counts::kMost), static_cast<double>(tally.bits >> 2 * Counts::kBits),
          static_cast<double>(tally.bits & Counts::kMost)};
}

/// Nothing where a sample has no draws to count, or there are too many.
inline std::optional<std::vector<CountedSample>> Counted(const std::vector<TreeSample>& samples) {
  std::vector<CountedSample> counted;
  counted.reserve(samples.size());
  uint64_t draws = 0;
  for (const TreeSample& sample : samples) {
    const bool whole = sample.weight >= 1 && sample.weight <= static_cast<float>(Counts::kMost) && sample.weight == std::trunc(sample.weight);
    if (!whole || sample.once != 1 || !(sample.positive == 0 || sample.positive == sample.weight)) return std::nullopt;
    counted.push_back({sample.row, static_cast<uint32_t>(sample.weight) & 0x7fffffffu, sample.positive > 0});
    draws += counted.back().draws;
    if (draws > Counts::kMost) return std::nullopt;
  }
  return counted;
}

}  // namespace auspex::learn
