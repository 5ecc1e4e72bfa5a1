#include "draw/heat_chart.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "draw/numbers.h"

namespace auspex::draw {
namespace {

constexpr double kRow = 24, kLeastForNumbers = 30;

}  // namespace

Canvas Draw(const HeatChart& chart, const Style& style) {
  const size_t n = chart.rows.size();
  if (chart.values.size() != n * n) throw Error(Fault::kInternal, "a heat chart has as many values as rows times rows");
  Canvas canvas(style.width, 100, style.language);
  double y = DrawHeading(canvas, style) + 18, label_width = 40;
  canvas.Text({8, y}, canvas.Fit(chart.note, style.width - 16, kNote), kNote);
  std::vector<std::string> labels;
  for (size_t r = 0; r < n; ++r) {
    labels.push_back(std::to_string(r + 1) + "  " + chart.rows[r]);
    label_width = std::max(label_width, canvas.TextWidth(labels.back(), kLabel));
  }
  label_width = std::min(label_width, style.width * 0.35);
  const double left = label_width + 16, room = std::max(0.0, style.width - left - 4) / static_cast<double>(std::max<size_t>(1, n));
  y += 12;
  for (size_t c = 0; c < n; ++c) canvas.Text({left + room * (static_cast<double>(c) + 0.5), y + 12}, std::to_string(c + 1), With(kNote, Anchor::kMiddle));
  y += 18;
  for (size_t r = 0; r < n; ++r, y += kRow) {
    canvas.Text({8, y + 16}, canvas.Fit(labels[r], label_width, kLabel), kLabel);
    for (size_t c = 0; c < n; ++c) {
      const double value = chart.values[r * n + c];
      if (r == c || std::isnan(value)) continue;
      const Colour ground = Diverging((value + 1) / 2);
      const Box box{left + room * static_cast<double>(c) + 0.5, y + 0.5, std::max(0.0, room - 1), kRow - 1};
      canvas.Fill(box, ground, 2);
      if (room >= kLeastForNumbers) canvas.Text({box.x + box.width / 2, y + 16}, Decimal(value, 2), {10, TextOn(ground), Anchor::kMiddle, false});
    }
  }
  canvas.SetHeight(y + 10);
  return canvas;
}

}  // namespace auspex::draw
