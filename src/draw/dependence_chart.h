#pragma once
// A feature's contribution by its value: a dot a row. Numbers on an axis; categories side by side.
#include <string>
#include <vector>

#include "draw/plot.h"

namespace auspex::draw {

struct DependenceChart {
  std::string x_label, y_label;
  std::vector<double> values, contributions;    ///< parallel; rows whose value is NaN are left out
  std::vector<std::string> categories;          ///< by value 0, 1, …; empty: numbers
  bool percent = false;
};

/// Where the largest value lies far beyond the 99th percentile, the axis ends there, and what is beyond is drawn at its edge.
Canvas Draw(const DependenceChart& chart, const Style& style);

}  // namespace auspex::draw
