#include "learn/forest/shap_kernel.h"

#include <algorithm>

#include "learn/forest/node_outcome.h"
#include "learn/forest/row_block.h"

#pragma GCC diagnostic ignored "-Wpsabi"

namespace auspex::learn {
namespace {

constexpr size_t kTreesPerFlush = 8;  // sums of so few trees are exact enough in float

void SpecialOutcome(const ShapProgram& program, const ShapStep& step, const float* x, int32_t* outcome) {
  for (size_t lane = 0; lane < kShapLanes; ++lane) {
    outcome[lane] = GoesLeft(program.special[step.special], program.category_sets, x[lane]) ? -1 : 0;
  }
}

namespace plain {
#include "learn/forest/shap_kernel.inc"
}

#pragma GCC push_options
#pragma GCC target("avx2")
namespace avx2 {
#include "learn/forest/shap_kernel.inc"
}
#pragma GCC pop_options

#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,avx512bw,avx512vl")
namespace avx512 {
#include "learn/forest/shap_kernel.inc"
}
#pragma GCC pop_options

}  // namespace

ShapWorkspace::ShapWorkspace(const ShapProgram& program)
    : levels(kShapLanes * ((3 * program.most_points + kShapStateVectors) * (program.levels + 1) + program.most_points)),
      sums(std::max<size_t>(program.features, 1) * RowBlock::kRows), quadratures(program.most_points + 1) {
  for (const ShapProgram::TreePart& tree : program.trees) {
    if (quadratures[tree.points].points.empty()) quadratures[tree.points] = GaussLegendre(tree.points);
  }
  std::fill(sums.data(), sums.data() + sums.size(), 0.0f);
}

void RunShap(const ShapProgram& program, const float* rows, ShapWorkspace& workspace, double* totals, SimdLevel level) {
  switch (level) {
    case SimdLevel::kAvx512: return avx512::RunProgram(program, rows, workspace, totals);
    case SimdLevel::kAvx2: return avx2::RunProgram(program, rows, workspace, totals);
    case SimdLevel::kPlain: return plain::RunProgram(program, rows, workspace, totals);
  }
}

}  // namespace auspex::learn
