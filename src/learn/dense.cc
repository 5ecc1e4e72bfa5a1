#include "learn/dense.h"

#include <dnnl.h>

#include <algorithm>

#include "learn/single_thread.h"

namespace auspex::learn {
namespace {

dnnl_dim_t Dim(size_t value) { return static_cast<dnnl_dim_t>(value); }

}  // namespace

void Dense::Forward(size_t rows, const float* in, float* out) const {
  const SingleThread single;
  for (size_t r = 0; r < rows; ++r) std::copy_n(bias, outputs, out + r * outputs);
  dnnl_sgemm('N', 'N', Dim(rows), Dim(outputs), Dim(inputs), 1, in, Dim(inputs), weights, Dim(outputs), 1, out,
             Dim(outputs));
}

void Dense::Backward(size_t rows, const float* in, const float* d_out, float* d_in, float* d_weights,
                     float* d_bias) const {
  const SingleThread single;
  dnnl_sgemm('T', 'N', Dim(inputs), Dim(outputs), Dim(rows), 1, in, Dim(inputs), d_out, Dim(outputs), 1, d_weights,
             Dim(outputs));
  dnnl_sgemm('N', 'T', Dim(rows), Dim(inputs), Dim(outputs), 1, d_out, Dim(outputs), weights, Dim(outputs), 0, d_in,
             Dim(inputs));
  for (size_t r = 0; r < rows; ++r)
    for (size_t o = 0; o < outputs; ++o) d_bias[o] += d_out[r * outputs + o];
}

}  // namespace auspex::learn
