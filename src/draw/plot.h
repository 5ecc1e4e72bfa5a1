#pragma once
// The frame of a chart with two axes: grid, ticks, labels, and where a value lies.
#include "draw/axis.h"
#include "draw/canvas.h"
#include "draw/palette.h"

namespace auspex::draw {

/// Language, width and, where the picture stands alone, the heading drawn in it.
struct Style {
  std::string language = "zh-Hant";
  double width = 640;
  std::string heading = {};
};

constexpr double kTextSize = 12, kSmallSize = 11;
constexpr TextStyle kLabel{kTextSize, kInk, Anchor::kStart, false};
constexpr TextStyle kNote{kSmallSize, kMuted, Anchor::kStart, false};

TextStyle With(TextStyle style, Anchor anchor);
TextStyle With(TextStyle style, Colour colour);
TextStyle Bold(TextStyle style);

/// Draws the heading, if there is one, and gives the height that it took.
double DrawHeading(Canvas& canvas, const Style& style);

/// Draws the axes in `area`, the y axis' label above it, the x axis' label below it on the right; ticks stand outside, to the left and below.
class Plot {
 public:
  static constexpr double kLeft = 52, kTop = 24, kBottom = 42;  ///< room for what stands outside `area`

  Plot(Canvas& canvas, const Box& area, Axis x, Axis y);

  const Box& area() const { return area_; }
  const Axis& x() const { return x_; }
  const Axis& y() const { return y_; }
  Point At(double x, double y) const;
  std::vector<Point> At(const std::vector<Point>& values) const;

 private:
  Box area_;
  Axis x_, y_;
};

/// One line a series: a short stroke of its colour, its name, and a detail below it in small letters. Gives the height taken.
struct LegendLine {
  std::string name, detail;
  Colour colour;
  bool dashed = false;
};
double DrawLegend(Canvas& canvas, Point at, double width, const std::vector<LegendLine>& lines);
/// The same with the detail behind the name, details below each other.
double DrawFlatLegend(Canvas& canvas, Point at, double width, const std::vector<LegendLine>& lines);

}  // namespace auspex::draw
