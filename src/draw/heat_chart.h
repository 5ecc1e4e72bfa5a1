#pragma once
// Every column with every other: a square each, from one colour over grey to another, with its number; columns are numbered as the rows are.
#include <string>
#include <vector>

#include "draw/plot.h"

namespace auspex::draw {

struct HeatChart {
  std::string note;               ///< what the squares say
  std::vector<std::string> rows;
  std::vector<double> values;     ///< [rows][rows], -1..1; NaN: not known
};

/// Throws Error(kInternal) for another number of values than rows × rows.
Canvas Draw(const HeatChart& chart, const Style& style);

}  // namespace auspex::draw
