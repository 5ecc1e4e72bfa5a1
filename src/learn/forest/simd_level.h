#pragma once
// Which variant of a fast kernel runs. All give the same bits.

namespace auspex::learn {

enum class SimdLevel { kPlain, kAvx2, kAvx512 };

/// The best that this processor has.
inline SimdLevel BestSimd() {
  static const SimdLevel best = [] {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) return SimdLevel::kAvx512;
    return __builtin_cpu_supports("avx2") ? SimdLevel::kAvx2 : SimdLevel::kPlain;
  }();
  return best;
}

}  // namespace auspex::learn
