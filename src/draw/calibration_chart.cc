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
  const double legend_width = style.width * 0.32, side = std::max(80.0, style.width - Plot::kLeft - legend_width - 36);
  const Plot plot(canvas, {Plot::kLeft, top + Plot::kTop + 8, side, side}, {chart.x_label, 0, most, Numbers::kPercent, false},
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
  double y = plot.area().y;
  const double left = plot.area().right() + 24;
  canvas.Dots({{left + 9, y + 8}}, 4, kBlue);
  for (const std::string& line : canvas.Wrap(chart.dot_label, legend_width - 26, 3, kLabel)) canvas.Text({left + 26, y += 13}, line, kLabel), y += 4;
  canvas.Line({left, y + 12}, {left + 18, y + 12}, {kMuted, 1.25, true});
  for (const std::string& line : canvas.Wrap(chart.ideal_label, legend_width - 26, 3, kLabel)) canvas.Text({left + 26, y += 16}, line, kLabel);
  canvas.SetHeight(std::max(plot.area().bottom() + Plot::kBottom, y + 12));
  return canvas;
}

}  // namespace auspex::draw
