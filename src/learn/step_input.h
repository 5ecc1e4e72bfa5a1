#pragma once
// From the steps of a shard to the input block of the first LSTM layer, and the gradient's way back into the
// embeddings.
#include <span>

#include "learn/lstm_parameters.h"
#include "learn/sequence.h"
#include "learn/window_shards.h"

namespace auspex::learn {

class StepInput {
 public:
  StepInput(const LstmShape& shape, const LstmParameters& parameters) : shape_(shape), parameters_(parameters) {}

  /// Writes x [shard.steps][shard.rows][InputWidth()]; padding is 0. Throws
  /// Error(kInternal) for a symbol or category out of range.
  void Gather(const StepTable& steps, std::span<const Window> windows, const Shard& shard, float* x) const;
  /// Adds dx to the embeddings' places in `gradient`, which is laid out as the parameters.
  void Scatter(const StepTable& steps, std::span<const Window> windows, const Shard& shard, const float* dx,
               float* gradient) const;

 private:
  const LstmShape& shape_;
  const LstmParameters& parameters_;
};

}  // namespace auspex::learn
