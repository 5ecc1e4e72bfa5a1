#include "draw/choice_chart.h"

#include <algorithm>
#include <cmath>

namespace auspex::draw {

Canvas Draw(const ChoiceChart& chart, const Style& style) {
  Canvas canvas(style.width, 100, style.language);
  const double top = DrawHeading(canvas, style) + Plot::kTop + 8, height = 150;
  const double each = style.width / static_cast<double>(std::max<size_t>(1, chart.panels.size()));
  for (size_t k = 0; k < chart.panels.size(); ++k) {
    const ChoicePanel& panel = chart.panels[k];
    std::vector<double> xs, ys;
    for (const Point& point : panel.points) xs.push_back(point.x), ys.push_back(point.y);
    if (std::isfinite(panel.threshold)) ys.push_back(panel.threshold);
    const Box area{each * static_cast<double>(k) + Plot::kLeft, top, std::max(40.0, each - Plot::kLeft - 16), height};
    const Plot plot(canvas, area, Covering({chart.x_label, 0, 1, Numbers::kPlain, false}, xs, 0.06),
                    Covering({panel.label, 0, 1, Numbers::kPlain, false}, ys, 0.08));
    if (std::isfinite(panel.threshold))
      canvas.Line(plot.At(plot.x().low, panel.threshold), plot.At(plot.x().high, panel.threshold), {kMuted, 1.25, true});
    const std::vector<Point> points = plot.At(panel.points);
    canvas.Path(points, {kBlue, 2});
    canvas.Dots(points, 3, kBlue);
    for (size_t p = 0; p < points.size(); ++p) {
      if (panel.points[p].x == chart.chosen) canvas.Dots({points[p]}, 5.5, kRaises);
    }
  }
  canvas.SetHeight(top + height + Plot::kBottom);
  return canvas;
}

}  // namespace auspex::draw
