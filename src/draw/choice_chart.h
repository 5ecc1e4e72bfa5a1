#pragma once
// Small curves side by side over the same numbers, one of them chosen: the evidence for a number of clusters.
#include <string>
#include <vector>

#include "draw/plot.h"

namespace auspex::draw {

struct ChoicePanel {
  std::string label;
  std::vector<Point> points;
  double threshold = 0;            ///< a dashed line; NaN: none
};

struct ChoiceChart {
  std::string x_label;
  double chosen = 0;
  std::vector<ChoicePanel> panels;
};

Canvas Draw(const ChoiceChart& chart, const Style& style);

}  // namespace auspex::draw
