#pragma once
// One LSTM layer over a block of sequences, computed by oneDNN on the calling thread.
//
// Cell (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000), gates in the order input i, forget f,
// candidate g, output o, all of width `hidden`:
//   i, f, o = sigmoid(W x + U h + b)   g = tanh(W x + U h + b)   c' = f c + i g   h' = o tanh(c')
// starting from h = c = 0. Blocks are [steps][rows][width], row-major; sequences shorter than `steps` are padded at the
// end, which the steps before cannot see. A row's values do not depend on the other rows.
#include <cstddef>
#include <memory>

#include "learn/aligned_floats.h"

namespace auspex::learn {

class LstmKernel {
 public:
  struct Block {
    size_t steps, rows;
  };
  /// What a backward pass needs of its forward pass, and room to compute; one for each thread.
  struct Workspace {
    AlignedFloats state, room, start, d_start;
  };

  LstmKernel(size_t input, size_t hidden);
  ~LstmKernel();
  LstmKernel(LstmKernel&&) noexcept;

  /// Uses these weights from now on: [input][4][hidden], [hidden][4][hidden], [4][hidden]. They are laid out for the
  /// kernel when first used and must live, unchanged, until the next call. Not while another thread computes.
  void SetWeights(const float* input, const float* recurrent, const float* bias);

  /// y [steps][rows][hidden] from x [steps][rows][input]. These three may run on several threads at once.
  void Infer(Block block, const float* x, float* y, Workspace& workspace) const;
  /// As Infer, and keeps in the workspace what Backward needs.
  void Forward(Block block, const float* x, float* y, Workspace& workspace) const;

  struct Gradients {
    float* x;  ///< [steps][rows][input], written
    float *input, *recurrent, *bias;  ///< shaped as the weights, added to
  };
  /// From x, y and workspace of Forward and the loss's gradient by y.
  void Backward(Block block, const float* x, const float* y, const float* dy, Workspace& workspace,
                const Gradients& out) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace auspex::learn
