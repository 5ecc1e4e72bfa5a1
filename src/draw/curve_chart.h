#pragma once
// Curves in one frame with a legend beside it: ROC, precision and recall, gain, lift, anything over time.
#include <string>
#include <vector>

#include "draw/plot.h"

namespace auspex::draw {

struct Curve {
  std::string name, detail;      ///< detail: its area with interval, say
  std::vector<Point> points;     ///< in the order in which they are joined
};

/// What curves are compared with: chance, a share in all. Dashed.
struct Guide {
  std::string label;             ///< in the legend; empty: not there
  std::vector<Point> points;
};

struct CurveChart {
  Axis x, y;
  std::vector<Curve> curves;
  std::vector<Guide> guides;
  bool square = false;           ///< the frame is as high as wide
  bool dots = false;             ///< a dot at every point
};

Canvas Draw(const CurveChart& chart, const Style& style);

}  // namespace auspex::draw
