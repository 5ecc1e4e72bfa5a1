#include "draw/coefficient_chart.h"

#include <algorithm>
#include <cmath>

#include "draw/numbers.h"

namespace auspex::draw {
namespace {

constexpr double kRow = 34, kLeast = 1e-3, kMost = 1e3;

Colour ColourOf(const CoefficientRow& row) {
  if (row.low > 1) return kRaises;
  return row.high < 1 ? kLowers : Colour{0x8a94a1};
}

Axis AxisOf(const CoefficientChart& chart) {
  std::vector<double> values = {1};
  for (const CoefficientRow& row : chart.rows) {
    for (const double value : {row.ratio, row.low, row.high}) {
      if (!std::isnan(value)) values.push_back(std::clamp(value, kLeast, kMost));
    }
  }
  return Covering({chart.axis_label, 0.5, 2, Numbers::kPlain, true}, values);
}

void DrawRow(Canvas& canvas, const CoefficientRow& row, const Plot& plot, double y, double label_width, double right) {
  const Colour colour = ColourOf(row);
  const auto x = [&](double ratio) { return plot.At(std::clamp(ratio, plot.x().low, plot.x().high), 0).x; };
  canvas.Line({plot.area().x, y + kRow / 2}, {plot.area().right(), y + kRow / 2}, {kGrid, 1});
  if (!std::isnan(row.low) && !std::isnan(row.high)) canvas.Line({x(row.low), y}, {x(row.high), y}, {colour, 2});
  if (!std::isnan(row.ratio)) canvas.Dots({{x(row.ratio), y}}, 4.5, colour);
  const bool has_note = !row.note.empty();
  canvas.Text({plot.area().x - 12, y + (has_note ? -2 : 4)}, canvas.Fit(row.label, label_width, kLabel), With(kLabel, Anchor::kEnd));
  if (has_note) canvas.Text({plot.area().x - 12, y + 12}, canvas.Fit(row.note, label_width, kNote), With(kNote, Anchor::kEnd));
  std::string text = Ratio(row.ratio);
  if (!std::isnan(row.low)) text += " [" + Ratio(row.low) + ", " + Ratio(row.high) + "]";
  canvas.Text({right, y + 4}, text, With(kNote, Anchor::kEnd));
}

}  // namespace

Canvas Draw(const CoefficientChart& chart, const Style& style) {
  Canvas canvas(style.width, 100, style.language);
  const double top = DrawHeading(canvas, style) + 34;
  double label_width = 60;
  for (const CoefficientRow& row : chart.rows) {
    label_width = std::max({label_width, canvas.TextWidth(row.label, kLabel), canvas.TextWidth(row.note, kNote)});
  }
  label_width = std::min(label_width, style.width * 0.36);
  const double left = label_width + 20, right = style.width - 8, height = kRow * static_cast<double>(std::max<size_t>(1, chart.rows.size()));
  const Plot plot(canvas, {left, top, std::max(60.0, right - 150 - left), height}, AxisOf(chart), {"", 0, 0, Numbers::kPlain, false});
  canvas.Line({plot.At(1, 0).x, top - 6}, {plot.At(1, 0).x, plot.area().bottom()}, {kMuted, 1.25, true});
  for (size_t k = 0; k < chart.rows.size(); ++k)
    DrawRow(canvas, chart.rows[k], plot, top + kRow * (static_cast<double>(k) + 0.5), label_width, right);
  double x = 8;
  for (const auto& [label, colour] :
       {std::pair{chart.raises_label, kRaises}, std::pair{chart.lowers_label, kLowers}, std::pair{chart.open_label, Colour{0x8a94a1}}}) {
    if (label.empty()) continue;
    canvas.Dots({{x + 5, top - 22}}, 4.5, colour);
    canvas.Text({x + 14, top - 18}, label, kNote);
    x += 32 + canvas.TextWidth(label, kNote);
  }
  canvas.SetHeight(plot.area().bottom() + Plot::kBottom);
  return canvas;
}

}  // namespace auspex::draw
