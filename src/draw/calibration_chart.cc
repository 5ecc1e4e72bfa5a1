#include "draw/calibration_chart.h"

#include <algorithm>
#include <cmath>

namespace auspex::draw {

Canvas Draw(const CalibrationChart& chart, const Style& style) {
  Canvas canvas(style.width, 100, style.language);
  const double top = DrawHeading(canvas, style);
  double most = 0;
  for (const CalibrationDot& dot : chart.dots) {
    for (const double value : {dot.foretold, dot.observed, dot.high}) most = std::isfinite(value) ? std::max(most, value) : most;
  }
  most = most > 0 ? std::min(1.0, most * 1.04) : 1;
  const double side = std::max(80.0, style.width - Plot::kLeft - 16);
  const Plot plot(canvas, {Plot::kLeft, top + Plot::kTop + 8, side, std::min(side, 440.0)}, {chart.x_label, 0, most, Numbers::kPercent, false},
                  {chart.y_label, 0, most, Numbers::kPercent, false});
  canvas.Line(plot.At(0, 0), plot.At(most, most), {kMuted, 1.25, true});
  std::vector<Point> means;
  for (const CalibrationDot& dot : chart.dots) {
    const Point low = plot.At(dot.foretold, dot.low), high = plot.At(dot.foretold, dot.high);
    canvas.Line(low, high, {{kBlue.rgb, 0.55}, 2});
    for (const Point& end : {low, high}) canvas.Line({end.x - 4, end.y}, {end.x + 4, end.y}, {{kBlue.rgb, 0.55}, 2});
    means.push_back(plot.At(dot.foretold, dot.observed));
  }
  canvas.Dots(means, 4, kBlue);
  const double y = plot.area().bottom() + Plot::kBottom + 12, room = style.width - 42;
  canvas.Dots({{17, y - 4}}, 4, kBlue);
  canvas.Text({34, y}, canvas.Fit(chart.dot_label, room, kLabel), kLabel);
  canvas.Line({8, y + 15}, {26, y + 15}, {kMuted, 1.25, true});
  canvas.Text({34, y + 19}, canvas.Fit(chart.ideal_label, room, kLabel), kLabel);
  canvas.SetHeight(y + 28);
  return canvas;
}

}  // namespace auspex::draw
