#include "learn/cluster/nearest_centre.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <limits>
#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace auspex::learn {
namespace {

constexpr size_t kLanes = PointBlocks::kLanes;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

template <int kWidth>
struct Vector {
  typedef float Floats __attribute__((vector_size(kWidth * 4)));
  typedef int32_t Ints __attribute__((vector_size(kWidth * 4)));
};

/// Of 16 aligned floats. The compiler leaves scalar roots scalar, because of errno.
void TakeRoots(float* values) {
#ifdef __x86_64__
  for (size_t i = 0; i < kLanes; i += 4) _mm_store_ps(values + i, _mm_sqrt_ps(_mm_load_ps(values + i)));
#else
  for (size_t i = 0; i < kLanes; ++i) values[i] = std::sqrt(values[i]);
#endif
}

}  // namespace

struct NearestCentre::Scores {
  alignas(64) int32_t index[kLanes];
  alignas(64) float best[kLanes], second[kLanes];
  alignas(64) int32_t unsure[kLanes];  // all bits or none
};

PreparedCentres::PreparedCentres(std::span<const float> given, size_t num_features)
    : count(given.size() / num_features), features(num_features), tiles((count + kTile - 1) / kTile), values(given) {
  coordinates.Grow(tiles * features * kTile);
  half_norms.Grow(tiles * kTile);
  std::fill_n(coordinates.data(), tiles * features * kTile, 0.0f);
  std::fill_n(half_norms.data(), tiles * kTile, kInfinity);
  double largest = 0;
  for (size_t c = 0; c < count; ++c) {
    double square = 0;
    for (size_t j = 0; j < features; ++j) {
      const float value = values[c * features + j];
      coordinates[(c / kTile * features + j) * kTile + c % kTile] = value;
      square += static_cast<double>(value) * value;
    }
    half_norms[c] = static_cast<float>(square / 2);
    largest = std::max(largest, square);
  }
  // 2(d + 8) unit roundoffs of |c|²/2 + |x||c|: twice what d products and sums can lose; and what underflow can.
  const double share = 2 * (static_cast<double>(features) + 8) * FLT_EPSILON / 2;
  error_slope = static_cast<float>(share * std::sqrt(largest));
  error_base = static_cast<float>(share * largest / 2 + static_cast<double>(features + 8) * FLT_MIN);
}

template <int kWidth>
[[gnu::always_inline]] inline void NearestCentre::Scan(const float* block, const float* norms, const PreparedCentres& centres, Scores& out) {
  using Floats = typename Vector<kWidth>::Floats;
  using Ints = typename Vector<kWidth>::Ints;
  constexpr size_t kTile = PreparedCentres::kTile;
  for (size_t g = 0; g < kLanes; g += kWidth) {
    Floats best = Floats{} + kInfinity, second = best;
    Ints index = {};
    for (size_t tile = 0; tile < centres.tiles; ++tile) {
      const float* coordinates = centres.coordinates.data() + tile * centres.features * kTile;
      Floats score[kTile];
#pragma GCC unroll 8
      for (size_t t = 0; t < kTile; ++t) score[t] = Floats{} + centres.half_norms[tile * kTile + t];
      for (size_t j = 0; j < centres.features; ++j) {
        Floats x;
        __builtin_memcpy(&x, block + j * kLanes + g, sizeof x);
#pragma GCC unroll 8
        for (size_t t = 0; t < kTile; ++t) score[t] -= x * coordinates[j * kTile + t];
      }
#pragma GCC unroll 8
      for (size_t t = 0; t < kTile; ++t) {
        const Ints nearer = score[t] < best;
        const Floats runner_up = score[t] < second ? score[t] : second;
        second = nearer ? best : runner_up;
        best = nearer ? score[t] : best;
        index = nearer ? Ints{} + static_cast<int32_t>(tile * kTile + t) : index;
      }
    }
    Floats norm;
    __builtin_memcpy(&norm, norms + g, sizeof norm);
    const Ints sure = second - best > 2 * (norm * centres.error_slope + centres.error_base);
    const Ints unsure = ~sure;
    __builtin_memcpy(out.index + g, &index, sizeof index);
    __builtin_memcpy(out.best + g, &best, sizeof best);
    __builtin_memcpy(out.second + g, &second, sizeof second);
    __builtin_memcpy(out.unsure + g, &unsure, sizeof unsure);
  }
}

void NearestCentre::ScanPlain(const float* block, const float* norms, const PreparedCentres& centres, Scores& out) {
  Scan<4>(block, norms, centres, out);
}

#ifdef __x86_64__
__attribute__((target("avx2"))) void NearestCentre::ScanAvx2(const float* block, const float* norms, const PreparedCentres& centres, Scores& out) {
  Scan<8>(block, norms, centres, out);
}

__attribute__((target("avx512f,prefer-vector-width=512"))) void NearestCentre::ScanAvx512(const float* block, const float* norms,
                                                                                         const PreparedCentres& centres, Scores& out) {
  Scan<16>(block, norms, centres, out);
}

Instructions BestInstructions() {
  if (__builtin_cpu_supports("avx512f")) return Instructions::kAvx512;
  return __builtin_cpu_supports("avx2") ? Instructions::kAvx2 : Instructions::kPlain;
}
#else
void NearestCentre::ScanAvx2(const float* b, const float* n, const PreparedCentres& c, Scores& out) { ScanPlain(b, n, c, out); }
void NearestCentre::ScanAvx512(const float* b, const float* n, const PreparedCentres& c, Scores& out) { ScanPlain(b, n, c, out); }
Instructions BestInstructions() { return Instructions::kPlain; }
#endif

NearestCentre::NearestCentre(Instructions instructions)
    : scan_(instructions == Instructions::kAvx512 ? ScanAvx512 : instructions == Instructions::kAvx2 ? ScanAvx2 : ScanPlain) {}

void NearestCentre::Bounds(const float* norms, const PreparedCentres& centres, const Scores& scores, BlockNearest& out) {
  for (size_t i = 0; i < kLanes; ++i) {
    const float square = norms[i] * norms[i];
    const float error = 4 * (norms[i] * centres.error_slope + centres.error_base) + 4e-6f * square;
    const float upper = square + 2 * scores.best[i] + error, lower = square + 2 * scores.second[i] - error;
    out.upper[i] = (upper > 0 ? upper : 0) * (1 + 4e-6f);
    out.lower[i] = (lower > 0 ? lower : 0) * (1 - 4e-6f);
  }
  TakeRoots(out.upper);
  TakeRoots(out.lower);
  for (size_t i = 0; i < kLanes; ++i) out.lower[i] = scores.unsure[i] ? -1 : out.lower[i];
}

void NearestCentre::Block(const float* block, const float* norms, const PreparedCentres& centres, bool bounds, BlockNearest& out) const {
  Scores scores;
  scan_(block, norms, centres, scores);
  std::copy_n(scores.index, kLanes, out.index);
  if (bounds) Bounds(norms, centres, scores, out);
  int32_t any = 0;
  for (size_t i = 0; i < kLanes; ++i) any |= scores.unsure[i];
  if (!any) return;
  for (size_t i = 0; i < kLanes; ++i)
    if (scores.unsure[i]) out.index[i] = NearestExactly(block, i, centres);
}

double CentreDistance(const float* block, size_t lane, std::span<const float> centre) {
  double sum = 0;
  for (size_t j = 0; j < centre.size(); ++j) {
    const double difference = static_cast<double>(block[j * kLanes + lane]) - centre[j];
    sum += difference * difference;
  }
  return sum;
}

double CentreDistance(const PointBlocks& points, size_t row, std::span<const float> centre) {
  return CentreDistance(points.block(row / kLanes), row % kLanes, centre);
}

uint32_t NearestExactly(const float* block, size_t lane, const PreparedCentres& centres) {
  uint32_t best = 0;
  double least = std::numeric_limits<double>::infinity();
  for (size_t c = 0; c < centres.count; ++c) {
    const double distance = CentreDistance(block, lane, centres.values.subspan(c * centres.features, centres.features));
    if (distance < least) {
      least = distance;
      best = static_cast<uint32_t>(c);
    }
  }
  return best;
}

}  // namespace auspex::learn
