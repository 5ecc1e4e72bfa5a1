#pragma once
// What was foretold against what came: a dot a bin with the interval of its share, beside the diagonal on which both are equal.
#include <string>
#include <vector>

#include "draw/plot.h"

namespace auspex::draw {

struct CalibrationDot {
  double foretold = 0, observed = 0, low = 0, high = 0;
};

struct CalibrationChart {
  std::string x_label, y_label, ideal_label, dot_label;  ///< dot_label says what the bars are: "observed share, 95% interval"
  std::vector<CalibrationDot> dots;
};

/// Both axes have the same range, from 0 to the largest value shown.
Canvas Draw(const CalibrationChart& chart, const Style& style);

}  // namespace auspex::draw
