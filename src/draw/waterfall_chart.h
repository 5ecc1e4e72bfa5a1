#pragma once
// From what is expected of anybody to what is expected of one customer, step by step; the steps add up.
#include <string>
#include <vector>

#include "draw/plot.h"

namespace auspex::draw {

struct WaterfallStep {
  std::string label, value;      ///< value: of the feature, in small letters
  double contribution = 0;
};

struct WaterfallChart {
  std::string axis_label, base_label, end_label;  ///< "everybody: 3.1%", "this customer: 41.0%"
  double base = 0;
  std::vector<WaterfallStep> steps;               ///< in the order in which they are drawn, from the base on
};

Canvas Draw(const WaterfallChart& chart, const Style& style);

}  // namespace auspex::draw
