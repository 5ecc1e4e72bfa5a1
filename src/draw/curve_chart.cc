#include "draw/curve_chart.h"

#include <algorithm>

namespace auspex::draw {

Canvas Draw(const CurveChart& chart, const Style& style) {
  Canvas canvas(style.width, 100, style.language);
  const double top = DrawHeading(canvas, style);
  std::vector<LegendLine> legend;
  for (size_t k = 0; k < chart.curves.size(); ++k) legend.push_back({chart.curves[k].name, chart.curves[k].detail, SeriesColour(k)});
  for (const Guide& guide : chart.guides) {
    if (!guide.label.empty()) legend.push_back({guide.label, "", kMuted, true});
  }
  const bool beside = !legend.empty() && style.width >= 560;
  double legend_width = 0;
  for (const LegendLine& line : legend)
    legend_width = std::max({legend_width, canvas.TextWidth(line.name, kLabel), canvas.TextWidth(line.detail, kNote)});
  legend_width = beside ? std::min(legend_width + 30, style.width * 0.42) : 0;
  const double width = std::max(80.0, style.width - Plot::kLeft - legend_width - (beside ? 36 : 16));
  const double height = chart.square ? width : std::clamp(width * 0.62, 160.0, 340.0);
  const Plot plot(canvas, {Plot::kLeft, top + Plot::kTop + 8, width, height}, chart.x, chart.y);
  for (const Guide& guide : chart.guides) canvas.Path(plot.At(guide.points), {kMuted, 1.25, true});
  for (size_t k = chart.curves.size(); k-- > 0;) {  // the first on top
    const std::vector<Point> points = plot.At(chart.curves[k].points);
    canvas.Path(points, {SeriesColour(k), k == 0 ? 2.5 : 1.75});
    if (chart.dots) canvas.Dots(points, 3, SeriesColour(k));
  }
  const double bottom = plot.area().bottom() + Plot::kBottom;
  if (beside) {
    const double height_taken = DrawLegend(canvas, {plot.area().right() + 24, plot.area().y}, legend_width, legend);
    canvas.SetHeight(std::max(bottom, plot.area().y + height_taken));
  } else {
    canvas.SetHeight(bottom + DrawFlatLegend(canvas, {8, bottom + 4}, style.width - 16, legend));
  }
  return canvas;
}

}  // namespace auspex::draw
