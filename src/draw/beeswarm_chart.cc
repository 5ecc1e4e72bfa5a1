#include "draw/beeswarm_chart.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace auspex::draw {
namespace {

constexpr double kRow = 34, kRadius = 1.6;
constexpr size_t kColours = 9;

/// Mid-rank share of each value among those that are known, as the colour's number; kColours for NaN.
std::vector<size_t> ColoursOf(const SwarmRow& row) {
  std::vector<double> sorted;
  for (const double value : row.values) {
    if (!std::isnan(value)) sorted.push_back(value);
  }
  std::sort(sorted.begin(), sorted.end());
  std::vector<size_t> colours(row.contributions.size(), kColours);
  for (size_t k = 0; k < std::min(colours.size(), row.values.size()); ++k) {
    if (std::isnan(row.values[k])) continue;
    const auto below = std::lower_bound(sorted.begin(), sorted.end(), row.values[k]) - sorted.begin();
    const auto upto = std::upper_bound(sorted.begin(), sorted.end(), row.values[k]) - sorted.begin();
    const double share = static_cast<double>(below + upto) / 2 / static_cast<double>(sorted.size());
    colours[k] = std::min(kColours - 1, static_cast<size_t>(share * kColours));
  }
  return colours;
}

/// Dots of one place are stacked away from the middle, alternately up and down, and squeezed into the row.
void DrawSwarm(Canvas& canvas, const SwarmRow& row, const Plot& plot, double middle) {
  std::map<long, std::vector<size_t>> places;
  for (size_t k = 0; k < row.contributions.size(); ++k) {
    const double x = plot.At(row.contributions[k], 0).x;
    if (std::isfinite(x)) places[std::lround(x / (kRadius * 1.6))].push_back(k);
  }
  size_t highest = 1;
  for (const auto& place : places) highest = std::max(highest, place.second.size());
  const double step = std::min(kRadius * 1.8, (kRow - 8) / static_cast<double>(highest));
  const std::vector<size_t> colours = ColoursOf(row);
  std::vector<std::vector<Point>> dots(kColours + 1);
  for (const auto& place : places) {
    for (size_t k = 0; k < place.second.size(); ++k) {
      const double offset = static_cast<double>((k + 1) / 2) * (k % 2 == 0 ? -1.0 : 1.0) * step;
      dots[colours[place.second[k]]].push_back({plot.At(row.contributions[place.second[k]], 0).x, middle + offset});
    }
  }
  for (size_t colour = 0; colour <= kColours; ++colour) {
    const Colour base = colour == kColours ? Diverging(NAN) : Diverging(static_cast<double>(colour) / (kColours - 1));
    canvas.Dots(std::move(dots[colour]), kRadius, {base.rgb, 0.8});
  }
}

void DrawKey(Canvas& canvas, const BeeswarmChart& chart, double y) {
  double x = 8;
  canvas.Text({x, y}, chart.low_label, kNote);
  x += canvas.TextWidth(chart.low_label, kNote) + 8;
  for (size_t k = 0; k < kColours; ++k, x += 10) canvas.Fill({x, y - 8, 10, 8}, Diverging(static_cast<double>(k) / (kColours - 1)));
  canvas.Text({x + 8, y}, chart.high_label, kNote);
  x += canvas.TextWidth(chart.high_label, kNote) + 30;
  if (chart.none_label.empty()) return;
  canvas.Dots({{x, y - 4}}, 4, Diverging(NAN));
  canvas.Text({x + 10, y}, chart.none_label, kNote);
}

}  // namespace

Canvas Draw(const BeeswarmChart& chart, const Style& style) {
  Canvas canvas(style.width, 100, style.language);
  const double top = DrawHeading(canvas, style) + 36;
  std::vector<double> all = {0};
  double label_width = 40;
  for (const SwarmRow& row : chart.rows) {
    all.insert(all.end(), row.contributions.begin(), row.contributions.end());
    label_width = std::max(label_width, canvas.TextWidth(row.label, kLabel));
  }
  label_width = std::min(label_width, style.width * 0.38);
  const double left = label_width + 20, height = kRow * static_cast<double>(std::max<size_t>(1, chart.rows.size()));
  const Plot plot(canvas, {left, top, std::max(60.0, style.width - left - 16), height},
                  Covering({chart.axis_label, 0, 1, Numbers::kPlain, false}, all), {"", 0, 0, Numbers::kPlain, false});
  canvas.Line({plot.At(0, 0).x, top}, {plot.At(0, 0).x, plot.area().bottom()}, {kRule, 1.25});
  DrawKey(canvas, chart, top - 16);
  for (size_t k = 0; k < chart.rows.size(); ++k) {
    const double middle = top + kRow * (static_cast<double>(k) + 0.5);
    canvas.Line({left, middle}, {plot.area().right(), middle}, {kGrid, 1});
    canvas.Text({left - 12, middle + 4}, canvas.Fit(chart.rows[k].label, label_width, kLabel), With(kLabel, Anchor::kEnd));
    DrawSwarm(canvas, chart.rows[k], plot, middle);
  }
  canvas.SetHeight(plot.area().bottom() + Plot::kBottom);
  return canvas;
}

}  // namespace auspex::draw
