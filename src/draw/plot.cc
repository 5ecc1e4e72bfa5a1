#include "draw/plot.h"

#include <algorithm>
#include <cmath>

namespace auspex::draw {

TextStyle With(TextStyle style, Anchor anchor) {
  style.anchor = anchor;
  return style;
}
TextStyle With(TextStyle style, Colour colour) {
  style.colour = colour;
  return style;
}
TextStyle Bold(TextStyle style) {
  style.bold = true;
  return style;
}

double DrawHeading(Canvas& canvas, const Style& style) {
  if (style.heading.empty()) return 0;
  canvas.SetTitle(style.heading);
  const TextStyle text{16, kInk, Anchor::kStart, true};
  double y = 12;
  for (const std::string& line : canvas.Wrap(style.heading, style.width - 16, 2, text)) canvas.Text({8, y += 18}, line, text), y += 4;
  return y + 12;
}

Plot::Plot(Canvas& canvas, const Box& area, Axis x, Axis y) : area_(area), x_(std::move(x)), y_(std::move(y)) {
  for (const Tick& tick : TicksOf(y_, static_cast<size_t>(std::clamp(area.height / 40, 3.0, 10.0)))) {
    const double level = At(x_.low, tick.value).y;
    canvas.Line({area.x, level}, {area.right(), level}, {kGrid, 1});
    canvas.Text({area.x - 8, level + 4}, tick.text, With(kNote, Anchor::kEnd));
  }
  canvas.Line({area.x, area.bottom()}, {area.right(), area.bottom()}, {kRule, 1});
  double taken = -INFINITY;
  for (const Tick& tick : TicksOf(x_, static_cast<size_t>(std::clamp(area.width / 56, 3.0, 10.0)))) {
    const double at = At(tick.value, y_.low).x, half = canvas.TextWidth(tick.text, kNote) / 2;
    canvas.Line({at, area.bottom()}, {at, area.bottom() + 4}, {kRule, 1});
    if (at - half < taken + 6) continue;
    canvas.Text({at, area.bottom() + 17}, tick.text, With(kNote, Anchor::kMiddle));
    taken = at + half;
  }
  canvas.Text({area.x - 44, area.y - 10}, canvas.Fit(y_.label, area.width + 44, kNote), kNote);
  canvas.Text({area.right(), area.bottom() + 34}, canvas.Fit(x_.label, area.width + 44, kNote), With(kNote, Anchor::kEnd));
}

Point Plot::At(double x, double y) const {
  return {area_.x + x_.Share(x) * area_.width, area_.bottom() - y_.Share(y) * area_.height};
}

std::vector<Point> Plot::At(const std::vector<Point>& values) const {
  std::vector<Point> points;
  for (const Point& value : values) points.push_back(At(value.x, value.y));
  return points;
}

double DrawLegend(Canvas& canvas, Point at, double width, const std::vector<LegendLine>& lines) {
  double y = at.y;
  for (const LegendLine& line : lines) {
    canvas.Line({at.x, y + 8}, {at.x + 18, y + 8}, {line.colour, line.dashed ? 1.5 : 2.5, line.dashed});
    canvas.Text({at.x + 26, y + 12}, canvas.Fit(line.name, width - 26, kLabel), kLabel);
    y += 18;
    if (!line.detail.empty()) canvas.Text({at.x + 26, y + 10}, canvas.Fit(line.detail, width - 26, kNote), kNote), y += 16;
    y += 4;
  }
  return y - at.y;
}

double DrawFlatLegend(Canvas& canvas, Point at, double width, const std::vector<LegendLine>& lines) {
  double names = 0, y = at.y;
  for (const LegendLine& line : lines) names = std::max(names, std::min(canvas.TextWidth(line.name, kLabel), width * 0.5));
  for (const LegendLine& line : lines) {
    canvas.Line({at.x, y + 8}, {at.x + 18, y + 8}, {line.colour, line.dashed ? 1.5 : 2.5, line.dashed});
    canvas.Text({at.x + 26, y + 12}, canvas.Fit(line.name, line.detail.empty() ? width - 26 : names, kLabel), kLabel);
    if (!line.detail.empty()) canvas.Text({at.x + 26 + names + 14, y + 12}, canvas.Fit(line.detail, width - names - 40, kNote), kNote);
    y += 19;
  }
  return y - at.y + 4;
}

}  // namespace auspex::draw
