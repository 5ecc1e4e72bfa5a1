#include "draw/dependence_chart.h"

#include <algorithm>
#include <cmath>

namespace auspex::draw {
namespace {

Axis ValueAxis(const DependenceChart& chart) {
  Axis axis{chart.x_label, 0, 1, chart.percent ? Numbers::kPercent : Numbers::kPlain, false};
  std::vector<double> values;
  std::copy_if(chart.values.begin(), chart.values.end(), std::back_inserter(values), [](double v) { return std::isfinite(v); });
  std::sort(values.begin(), values.end());
  if (values.size() >= 100) {
    const double first = values.front(), high = values[values.size() * 99 / 100], last = values.back();
    if (high > first && last - first > 1.6 * (high - first))
      std::replace_if(values.begin(), values.end(), [&](double v) { return v > high; }, high);
  }
  return Covering(axis, values);
}

/// Spreads dots of a category without a random number: by the golden ratio of their place.
double Spread(size_t k) { return std::fmod(static_cast<double>(k) * 0.6180339887498949, 1.0) - 0.5; }

void DrawCategories(Canvas& canvas, const DependenceChart& chart, const Plot& plot) {
  const double room = plot.area().width / static_cast<double>(chart.categories.size());
  for (size_t c = 0; c < chart.categories.size(); ++c) {
    const double middle = plot.area().x + room * (static_cast<double>(c) + 0.5);
    canvas.Text({middle, plot.area().bottom() + 17}, canvas.Fit(chart.categories[c], room - 6, kNote), With(kNote, Anchor::kMiddle));
  }
  std::vector<Point> dots;
  for (size_t k = 0; k < std::min(chart.values.size(), chart.contributions.size()); ++k) {
    if (!(chart.values[k] >= 0) || chart.values[k] >= static_cast<double>(chart.categories.size())) continue;
    const double middle = plot.area().x + room * (chart.values[k] + 0.5);
    dots.push_back({middle + Spread(k) * std::min(room * 0.6, 60.0), plot.At(0, chart.contributions[k]).y});
  }
  canvas.Dots(std::move(dots), 1.8, {kBlue.rgb, 0.5});
}

}  // namespace

Canvas Draw(const DependenceChart& chart, const Style& style) {
  Canvas canvas(style.width, 100, style.language);
  const double top = DrawHeading(canvas, style);
  std::vector<double> contributions = chart.contributions;
  contributions.push_back(0);
  const double width = std::max(60.0, style.width - Plot::kLeft - 16);
  Axis x = ValueAxis(chart);
  if (!chart.categories.empty()) x.low = x.high = 0;  // no ticks
  const Plot plot(canvas, {Plot::kLeft, top + Plot::kTop + 8, width, std::clamp(width * 0.6, 120.0, 300.0)}, x,
                  Covering({chart.y_label, 0, 1, Numbers::kPlain, false}, contributions));
  const double zero = plot.area().bottom() - plot.y().Share(0) * plot.area().height;
  canvas.Line({plot.area().x, zero}, {plot.area().right(), zero}, {kMuted, 1.25, true});
  if (!chart.categories.empty()) {
    DrawCategories(canvas, chart, plot);
  } else {
    std::vector<Point> dots;
    for (size_t k = 0; k < std::min(chart.values.size(), chart.contributions.size()); ++k) {
      if (std::isfinite(chart.values[k])) dots.push_back(plot.At(std::min(chart.values[k], plot.x().high), chart.contributions[k]));
    }
    canvas.Dots(std::move(dots), 1.8, {kBlue.rgb, 0.5});
  }
  canvas.SetHeight(plot.area().bottom() + Plot::kBottom);
  return canvas;
}

}  // namespace auspex::draw
