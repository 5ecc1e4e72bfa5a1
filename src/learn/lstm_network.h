#pragma once
// The network: input of steps, LSTM layers, heads; forward for a shard, and backward into a gradient laid out as the
// parameters. A shard is computed on the calling thread; several threads may compute different shards at once.
#include <cstdint>
#include <span>
#include <vector>

#include "learn/aligned_floats.h"
#include "learn/dense.h"
#include "learn/lstm_kernel.h"
#include "learn/lstm_loss.h"
#include "learn/lstm_parameters.h"
#include "learn/step_input.h"
#include "learn/window_shards.h"

namespace auspex::learn {

class LstmNetwork {
 public:
  /// Room of one thread, reused from shard to shard.
  struct Scratch {
    struct Layer {
      AlignedFloats out, d_out;  ///< [steps][rows][hidden]
      LstmKernel::Workspace workspace;
    };
    AlignedFloats input, d_input, hidden, d_hidden, keep, logits;
    std::vector<Layer> layers;
    std::vector<uint32_t> places;  ///< of each prediction: its row in the last layer's `out`
    std::vector<uint64_t> at;      ///< of each prediction: its step
  };
  /// What a shard is part of.
  struct Batch {
    const StepTable& steps;
    std::span<const Window> windows;
  };
  struct Dropout {
    float share = 0;
    uint64_t seed = 0, stream = 0;
  };

  explicit LstmNetwork(const LstmShape& shape);
  LstmNetwork(const LstmNetwork&) = delete;
  LstmNetwork& operator=(const LstmNetwork&) = delete;

  const LstmShape& shape() const { return shape_; }
  LstmParameters& parameters() { return parameters_; }
  const LstmParameters& parameters() const { return parameters_; }
  /// Takes up changed parameters; call after every change.
  void Refresh();

  /// Logits [predictions][Outputs()] into scratch.logits, and the steps they stand after into scratch.at: the shard's
  /// windows in order, the steps of each in order.
  void Infer(const Batch& batch, const Shard& shard, Scratch& scratch) const;
  /// Adds the gradient of `loss` to `gradient`; returns the losses.
  LossSums Train(const Batch& batch, const Shard& shard, const HeadLoss& loss, const Dropout& dropout,
                 std::span<float> gradient, Scratch& scratch) const;

 private:
  enum class Mode { kInfer, kTrain };
  void Forward(const Batch& batch, const Shard& shard, Mode mode, Scratch& scratch) const;
  void Backward(const Batch& batch, const Shard& shard, std::span<float> gradient, Scratch& scratch) const;
  void GatherHidden(const Batch& batch, const Shard& shard, Scratch& scratch) const;
  void SpreadHidden(const Shard& shard, Scratch& scratch) const;
  Dense Heads() const;

  LstmShape shape_;
  LstmParameters parameters_;
  StepInput input_;
  std::vector<LstmKernel> layers_;
};

}  // namespace auspex::learn
