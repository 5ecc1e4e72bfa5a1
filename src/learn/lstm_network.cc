#include "learn/lstm_network.h"

#include <algorithm>

#include "base/random.h"

namespace auspex::learn {
namespace {

/// Keeps each value with probability 1 - share, scaled to keep the mean, and remembers the factors. 16 bits decide.
void DropOut(std::span<float> values, const LstmNetwork::Dropout& dropout, float* keep) {
  Random random(dropout.seed, dropout.stream);
  const auto threshold = static_cast<uint64_t>(dropout.share * 65536.0f);
  const float factor = 65536.0f / static_cast<float>(65536 - threshold);
  uint64_t bits = 0;
  for (size_t i = 0; i < values.size(); ++i, bits >>= 16) {
    if (i % 4 == 0) bits = random.Next();
    keep[i] = (bits & 0xFFFF) < threshold ? 0.0f : factor;
    values[i] *= keep[i];
  }
}

}  // namespace

LstmNetwork::LstmNetwork(const LstmShape& shape) : shape_(shape), parameters_(shape), input_(shape_, parameters_) {
  for (size_t l = 0; l < shape.layers; ++l)
    layers_.emplace_back(l == 0 ? shape.InputWidth() : shape.hidden, shape.hidden);
}

void LstmNetwork::Refresh() {
  const float* values = parameters_.values().data();
  for (size_t l = 0; l < layers_.size(); ++l) {
    const auto& layer = parameters_.layer(l);
    layers_[l].SetWeights(values + layer.input, values + layer.recurrent, values + layer.bias);
  }
}

Dense LstmNetwork::Heads() const {
  const float* values = parameters_.values().data();
  return {shape_.hidden, shape_.Outputs(), values + parameters_.head_weights(), values + parameters_.head_bias()};
}

void LstmNetwork::GatherHidden(const Batch& batch, const Shard& shard, Scratch& scratch) const {
  scratch.places.clear();
  scratch.at.clear();
  for (size_t r = 0; r < shard.windows.size(); ++r) {
    const Window& window = batch.windows[shard.windows[r]];
    for (size_t i = window.labelled_from; i < window.length; ++i) {
      scratch.places.push_back(static_cast<uint32_t>(i * shard.rows + r));
      scratch.at.push_back(window.begin + i);
    }
  }
  const size_t width = shape_.hidden, rows = Dense::PaddedRows(scratch.at.size());
  scratch.hidden.Grow(rows * width);
  const float* out = scratch.layers.back().out.data();
  for (size_t p = 0; p < scratch.places.size(); ++p)
    std::copy_n(out + scratch.places[p] * width, width, scratch.hidden.data() + p * width);
  std::fill(scratch.hidden.data() + scratch.at.size() * width, scratch.hidden.data() + rows * width, 0.0f);
}

void LstmNetwork::Forward(const Batch& batch, const Shard& shard, Mode mode, Scratch& scratch) const {
  const size_t positions = shard.steps * shard.rows;
  scratch.input.Grow(positions * shape_.InputWidth());
  input_.Gather(batch.steps, batch.windows, shard, scratch.input.data());
  scratch.layers.resize(layers_.size());
  const float* x = scratch.input.data();
  for (size_t l = 0; l < layers_.size(); ++l) {
    auto& layer = scratch.layers[l];
    layer.out.Grow(positions * shape_.hidden);
    const auto pass = mode == Mode::kInfer ? &LstmKernel::Infer : &LstmKernel::Forward;
    (layers_[l].*pass)({shard.steps, shard.rows}, x, layer.out.data(), layer.workspace);
    x = layer.out.data();
  }
  GatherHidden(batch, shard, scratch);
}

void LstmNetwork::Infer(const Batch& batch, const Shard& shard, Scratch& scratch) const {
  Forward(batch, shard, Mode::kInfer, scratch);
  const size_t rows = Dense::PaddedRows(scratch.at.size());
  scratch.logits.Grow(rows * shape_.Outputs());
  Heads().Forward(rows, scratch.hidden.data(), scratch.logits.data());
}

LossSums LstmNetwork::Train(const Batch& batch, const Shard& shard, const HeadLoss& loss, const Dropout& dropout,
                            std::span<float> gradient, Scratch& scratch) const {
  Forward(batch, shard, Mode::kTrain, scratch);
  const size_t predictions = scratch.at.size(), rows = Dense::PaddedRows(predictions);
  const size_t width = shape_.hidden, outputs = shape_.Outputs();
  const bool drops = dropout.share > 0;
  if (drops) {
    scratch.keep.Grow(rows * width);
    DropOut(scratch.hidden.first(predictions * width), dropout, scratch.keep.data());
  }
  scratch.logits.Grow(rows * outputs);
  Heads().Forward(rows, scratch.hidden.data(), scratch.logits.data());
  const LossSums sums = loss.Differentiate(batch.steps, scratch.at, scratch.logits.data());
  std::fill(scratch.logits.data() + predictions * outputs, scratch.logits.data() + rows * outputs, 0.0f);
  scratch.d_hidden.Grow(rows * width);
  Heads().Backward(rows, scratch.hidden.data(), scratch.logits.data(), scratch.d_hidden.data(),
                   gradient.data() + parameters_.head_weights(), gradient.data() + parameters_.head_bias());
  if (drops)
    for (size_t i = 0; i < predictions * width; ++i) scratch.d_hidden[i] *= scratch.keep[i];
  Backward(batch, shard, gradient, scratch);
  return sums;
}

void LstmNetwork::SpreadHidden(const Shard& shard, Scratch& scratch) const {
  const size_t width = shape_.hidden, positions = shard.steps * shard.rows;
  auto& last = scratch.layers.back();
  last.d_out.Grow(positions * width);
  std::fill_n(last.d_out.data(), positions * width, 0.0f);
  for (size_t p = 0; p < scratch.places.size(); ++p)
    std::copy_n(scratch.d_hidden.data() + p * width, width, last.d_out.data() + scratch.places[p] * width);
}

void LstmNetwork::Backward(const Batch& batch, const Shard& shard, std::span<float> gradient, Scratch& scratch) const {
  SpreadHidden(shard, scratch);
  const size_t positions = shard.steps * shard.rows;
  scratch.d_input.Grow(positions * shape_.InputWidth());
  for (size_t l = layers_.size(); l-- > 0;) {
    auto& layer = scratch.layers[l];
    if (l > 0) scratch.layers[l - 1].d_out.Grow(positions * shape_.hidden);
    const float* x = l == 0 ? scratch.input.data() : scratch.layers[l - 1].out.data();
    float* dx = l == 0 ? scratch.d_input.data() : scratch.layers[l - 1].d_out.data();
    const auto& place = parameters_.layer(l);
    layers_[l].Backward({shard.steps, shard.rows}, x, layer.out.data(), layer.d_out.data(), layer.workspace,
                        {dx, gradient.data() + place.input, gradient.data() + place.recurrent,
                         gradient.data() + place.bias});
  }
  input_.Scatter(batch.steps, batch.windows, shard, scratch.d_input.data(), gradient.data());
}

}  // namespace auspex::learn
