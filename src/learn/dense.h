#pragma once
// A fully connected layer on the calling thread: out [rows][outputs] = in [rows][inputs] W [inputs][outputs] + b.
//
// Rows come in multiples of kRowGroup (pad with zeros), so that a row's bits do not depend on how many there are.
#include <cstddef>

namespace auspex::learn {

struct Dense {
  static constexpr size_t kRowGroup = 16;
  static constexpr size_t PaddedRows(size_t rows) { return (rows + kRowGroup - 1) / kRowGroup * kRowGroup; }

  size_t inputs, outputs;
  const float *weights, *bias;

  void Forward(size_t rows, const float* in, float* out) const;
  /// From the loss's gradient by `out`: writes the one by `in`, adds to those by the weights and the bias.
  void Backward(size_t rows, const float* in, const float* d_out, float* d_in, float* d_weights, float* d_bias) const;
};

}  // namespace auspex::learn
