#include "learn/softmax.h"

#include <algorithm>
#include <bit>
#include <cmath>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define AUSPEX_VECTOR_CLONES __attribute__((target_clones("default", "avx2", "arch=x86-64-v4"), optimize("O3")))
#else
#define AUSPEX_VECTOR_CLONES
#endif

namespace auspex::learn {
namespace {

// exp(x) = 2^n exp(r) with n = round(x / ln 2), |r| <= ln(2)/2 and exp(r) by its Taylor series to r^6. Adding
// 1.5 * 2^23 rounds to a whole number and leaves it in the low bits.
inline float ExpOne(float x) {
  constexpr float kRound = 12582912.0f;
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  const float shifted = x * 1.44269504f + kRound;
  const float n = shifted - kRound;
  const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  const auto exponent = (std::bit_cast<uint32_t>(shifted) - std::bit_cast<uint32_t>(kRound)) << 23;
  return std::bit_cast<float>(std::bit_cast<uint32_t>(p) + exponent);
}

constexpr size_t kLanes = 16;

AUSPEX_VECTOR_CLONES float MaxOf(const float* values, size_t count) {
  float best[kLanes];
  std::fill_n(best, kLanes, -INFINITY);
  size_t i = 0;
  for (; i + kLanes <= count; i += kLanes)
    for (size_t k = 0; k < kLanes; ++k) best[k] = values[i + k] > best[k] ? values[i + k] : best[k];
  for (; i < count; ++i) best[0] = values[i] > best[0] ? values[i] : best[0];
  return *std::max_element(best, best + kLanes);
}

AUSPEX_VECTOR_CLONES void ExpAll(const float* in, float* out, size_t count, float scale, float shift) {
  for (size_t i = 0; i < count; ++i) out[i] = ExpOne(in[i] * scale - shift);
}

AUSPEX_VECTOR_CLONES float SumOf(const float* values, size_t count) {
  float sum[kLanes] = {};
  size_t i = 0;
  for (; i + kLanes <= count; i += kLanes)
    for (size_t k = 0; k < kLanes; ++k) sum[k] += values[i + k];
  for (size_t k = 0; i < count; ++i, ++k) sum[k] += values[i];
  for (size_t half = kLanes / 2; half > 0; half /= 2)
    for (size_t k = 0; k < half; ++k) sum[k] += sum[k + half];
  return sum[0];
}

AUSPEX_VECTOR_CLONES void Scale(float* values, size_t count, float factor) {
  for (size_t i = 0; i < count; ++i) values[i] *= factor;
}

}  // namespace

void Exp(std::span<float> values) { ExpAll(values.data(), values.data(), values.size(), 1, 0); }

float Softmax(std::span<const float> logits, float scale, float* out) {
  const float shift = MaxOf(logits.data(), logits.size()) * scale;
  ExpAll(logits.data(), out, logits.size(), scale, shift);
  const float sum = SumOf(out, logits.size());
  Scale(out, logits.size(), 1 / sum);
  return shift + std::log(sum);
}

float Sigmoid(float x) { return 1 / (1 + ExpOne(-std::clamp(x, -kMaxLogit, kMaxLogit))); }

float Softplus(float x) { return std::max(x, 0.0f) + std::log1p(std::exp(-std::fabs(x))); }

}  // namespace auspex::learn
