#pragma once
// Odds ratios with their intervals on a logarithmic axis, one row a term, the line of no influence at 1.
#include <string>
#include <vector>

#include "draw/plot.h"

namespace auspex::draw {

struct CoefficientRow {
  std::string label, note;                       ///< note in small letters: "per 12,300 元"
  double ratio = 1, low = 1, high = 1;           ///< low or high NaN: no interval is known
};

struct CoefficientChart {
  std::string axis_label, raises_label, lowers_label, open_label;  ///< open: the interval holds 1
  std::vector<CoefficientRow> rows;
};

/// Ratios beyond 1/1000 and 1000 are drawn at the edge; the numbers at the right say what they are.
Canvas Draw(const CoefficientChart& chart, const Style& style);

}  // namespace auspex::draw
