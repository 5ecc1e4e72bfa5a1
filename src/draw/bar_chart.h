#pragma once
// Horizontal bars from zero, one row a thing, its number at the end of the bar.
#include <string>
#include <vector>

#include "draw/plot.h"

namespace auspex::draw {

struct BarRow {
  std::string label, text;   ///< text: the value as it is read
  double value = 0;
};

struct BarChart {
  std::string axis_label;
  std::vector<BarRow> rows;
};

Canvas Draw(const BarChart& chart, const Style& style);

}  // namespace auspex::draw
