#pragma once
// Products over a panel: 256 rows of a matrix in doubles, one column after the other. The work of logistic regression. All variants give the same bits:
// eight sums a product, one for each row modulo eight, added up in one order, and no fused multiply-add.
#include <cstddef>

#include "learn/forest/simd_level.h"

namespace auspex::learn {

constexpr size_t kPanelRows = 256;
constexpr size_t kPanelTile = 4;  ///< the number of columns is a multiple of it; filled up with zeros

/// panel [columns][kPanelRows]; the functions add to what they are given.
struct PanelKernel {
  /// margins[row] += Σ_c coefficients[c] panel[c][row].
  void (*margins)(const double* panel, size_t columns, const double* coefficients, double* margins);
  /// dots[c] += Σ_row panel[c][row] values[row].
  void (*dots)(const double* panel, size_t columns, const double* values, double* dots);
  /// gram[a × columns + b] += Σ_row weights[row] panel[a][row] panel[b][row] for b below the end of a's tile (so b ≤ a always).
  void (*gram)(const double* panel, size_t columns, const double* weights, double* gram);
};

PanelKernel PanelKernelFor(SimdLevel level);

}  // namespace auspex::learn
