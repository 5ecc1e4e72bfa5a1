#pragma once
// AdamW (Kingma & Ba 2015; decoupled weight decay of Loshchilov & Hutter 2019) over one flat block of parameters.
#include <cstddef>
#include <span>
#include <vector>

namespace auspex::learn {

class Adam {
 public:
  struct Options {
    float beta1 = 0.9f, beta2 = 0.999f, epsilon = 1e-8f;
    float weight_decay = 0;  ///< a step shrinks a parameter by learning rate × this
    float clip_norm = 0;     ///< longer gradients are shortened to this length; 0 leaves them
  };

  /// `decays` says for each parameter whether weight decay applies (not to biases).
  Adam(Options options, std::vector<bool> decays);

  /// One step down `gradient`, which is overwritten where it was shortened. Returns the length it had. Uses all
  /// threads; the bits do not depend on how many. A gradient that is not finite changes nothing.
  double Step(std::span<float> parameters, std::span<float> gradient, float learning_rate);

 private:
  Options options_;
  std::vector<float> decay_, mean_, square_;
  size_t steps_ = 0;
};

/// Learning rate of step `step` of `steps`: rises over the first `warmup` steps, then falls along a cosine from `rate`
/// to `rate * floor` (Loshchilov & Hutter, "SGDR", 2017).
float CosineRate(float rate, float floor, size_t step, size_t warmup, size_t steps);

}  // namespace auspex::learn
