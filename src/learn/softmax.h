#pragma once
// Vectorised exponential, softmax and sigmoid over rows of floats. Every sum has a fixed order.
#include <cstddef>
#include <cstdint>
#include <span>

namespace auspex::learn {

/// exp(x) for each value, relative error below 3e-7; arguments are held in [-87, 88].
void Exp(std::span<float> values);

/// out = softmax(scale * logits); returns log(sum(exp(scale * logits))), so log p of class k is scale*logits[k] - that.
/// `out` may be `logits`.
float Softmax(std::span<const float> logits, float scale, float* out);

inline constexpr float kMaxLogit = 30;  ///< sigmoids are held in [Sigmoid(-30), Sigmoid(30)]
float Sigmoid(float x);
/// log(1 + exp(x)) without overflow.
float Softplus(float x);

}  // namespace auspex::learn
