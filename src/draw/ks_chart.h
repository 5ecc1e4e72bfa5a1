#pragma once
// The shares of yes and of no that lie at or above a score, and where they are farthest apart (Kolmogorov-Smirnov).
#include <string>
#include <vector>

#include "draw/plot.h"

namespace auspex::draw {

struct KsChart {
  std::string x_label, y_label, yes_label, no_label, distance_label;  ///< distance_label stands at the gap: "KS 0.62"
  std::vector<Point> yes, no;                                         ///< score, share
  double score = 0, yes_share = 0, no_share = 0;                      ///< where the gap is drawn; NaN: nowhere
};

Canvas Draw(const KsChart& chart, const Style& style);

}  // namespace auspex::draw
