#include "draw/ks_chart.h"

#include <algorithm>
#include <cmath>

namespace auspex::draw {

Canvas Draw(const KsChart& chart, const Style& style) {
  Canvas canvas(style.width, 100, style.language);
  const double top = DrawHeading(canvas, style);
  std::vector<double> scores;
  for (const auto* curve : {&chart.yes, &chart.no}) {
    for (const Point& point : *curve) scores.push_back(point.x);
  }
  Axis x = Covering({chart.x_label, 0, 1, Numbers::kPercent, false}, scores, 0);
  const double width = std::max(80.0, style.width - Plot::kLeft - 16);
  const Plot plot(canvas, {Plot::kLeft, top + Plot::kTop + 8, width, std::clamp(width * 0.7, 160.0, 320.0)}, x,
                  {chart.y_label, 0, 1, Numbers::kPercent, false});
  canvas.Path(plot.At(chart.no), {SeriesColour(0), 2.25});
  canvas.Path(plot.At(chart.yes), {SeriesColour(1), 2.25});
  const Point from = plot.At(chart.score, chart.no_share), to = plot.At(chart.score, chart.yes_share);
  canvas.Line(from, to, {kInk, 1.5, true});
  const double label_width = canvas.TextWidth(chart.distance_label, Bold(kLabel));
  const double beside = from.x + 8 + label_width > plot.area().right() ? from.x - 8 - label_width : from.x + 8;
  if (std::isfinite(from.y) && std::isfinite(to.y)) {
    canvas.Fill({beside - 3, (from.y + to.y) / 2 - 10, label_width + 6, 18}, {0xffffff, 0.85}, 3);
    canvas.Text({beside, (from.y + to.y) / 2 + 4}, chart.distance_label, Bold(kLabel));
  }
  const double bottom = plot.area().bottom() + Plot::kBottom + 4;
  canvas.SetHeight(bottom + DrawFlatLegend(canvas, {8, bottom}, style.width - 16,
                                           {{chart.yes_label, "", SeriesColour(1)}, {chart.no_label, "", SeriesColour(0)}}));
  return canvas;
}

}  // namespace auspex::draw
