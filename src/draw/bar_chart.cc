#include "draw/bar_chart.h"

#include <algorithm>
#include <cmath>

namespace auspex::draw {

Canvas Draw(const BarChart& chart, const Style& style) {
  constexpr double kRow = 26;
  Canvas canvas(style.width, 100, style.language);
  double y = DrawHeading(canvas, style) + 22, label_width = 40, text_width = 20, least = 0, most = 0;
  canvas.Text({8, y - 8}, canvas.Fit(chart.axis_label, style.width - 16, kNote), kNote);
  for (const BarRow& row : chart.rows) {
    label_width = std::max(label_width, canvas.TextWidth(row.label, kLabel));
    text_width = std::max(text_width, canvas.TextWidth(row.text, kNote));
    if (std::isfinite(row.value)) least = std::min(least, row.value), most = std::max(most, row.value);
  }
  label_width = std::min(label_width, style.width * 0.42);
  const double room = std::max(40.0, style.width - label_width - 28 - text_width * (least < 0 ? 2 : 1) - 8);
  const double scale = most > least ? room / (most - least) : 0, zero = label_width + 20 + (least < 0 ? text_width : 0) - least * scale;
  for (const BarRow& row : chart.rows) {
    const double length = std::isfinite(row.value) ? row.value * scale : 0;
    canvas.Text({label_width + 8, y + 17}, canvas.Fit(row.label, label_width, kLabel), With(kLabel, Anchor::kEnd));
    canvas.Fill({zero + std::min(0.0, length), y + 4, std::fabs(length), kRow - 8}, length < 0 ? kRaises : kBlue, 2);
    canvas.Text({zero + length + (length < 0 ? -6 : 6), y + 17}, row.text, With(kNote, length < 0 ? Anchor::kEnd : Anchor::kStart));
    y += kRow;
  }
  canvas.Line({zero, y - kRow * static_cast<double>(chart.rows.size())}, {zero, y}, {kRule, 1});
  canvas.SetHeight(y + 10);
  return canvas;
}

}  // namespace auspex::draw
