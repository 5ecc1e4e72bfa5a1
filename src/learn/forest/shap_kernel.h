#pragma once
// Runs a ShapProgram on a block of rows, kShapLanes rows at a time.
#include "learn/aligned_floats.h"
#include "learn/forest/shap_program.h"
#include "learn/forest/simd_level.h"

namespace auspex::learn {

constexpr size_t kShapLanes = 64;

/// Room for one thread.
class ShapWorkspace {
 public:
  explicit ShapWorkspace(const ShapProgram& program);

  AlignedFloats levels;  ///< vectors, by level: see shap_kernel.inc
  AlignedFloats sums;    ///< [RowBlock::kRows / kShapLanes][features][kShapLanes], of a few trees
  std::vector<Quadrature> quadratures;  ///< by number of points
};

/// totals [features][RowBlock::kRows] += phi of the rows of `rows` [features][RowBlock::kRows].
void RunShap(const ShapProgram& program, const float* rows, ShapWorkspace& workspace, double* totals, SimdLevel level);

}  // namespace auspex::learn
