#include "draw/profile_chart.h"

#include <algorithm>
#include <cmath>

#include "draw/numbers.h"

namespace auspex::draw {
namespace {

constexpr double kRow = 24;

void DrawBar(Canvas& canvas, double middle, double y, double reach, double difference, double most) {
  if (std::isnan(difference)) {
    canvas.Text({middle, y + 16}, "–", With(kNote, Anchor::kMiddle));
    return;
  }
  const double length = most > 0 ? difference / most * reach : 0;
  canvas.Fill({middle + std::min(0.0, length), y + 5, std::max(1.0, std::fabs(length)), kRow - 10}, difference < 0 ? kLowers : kRaises, 1.5);
  const TextStyle text{10, kMuted, difference < 0 ? Anchor::kStart : Anchor::kEnd, false};
  canvas.Text({middle + (difference < 0 ? 4 : -4), y + 16}, Signed(difference, 1), text);
}

}  // namespace

Canvas Draw(const ProfileChart& chart, const Style& style) {
  Canvas canvas(style.width, 100, style.language);
  double y = DrawHeading(canvas, style) + 18, label_width = 40, most = 0;
  canvas.Text({8, y}, canvas.Fit(chart.unit_label, style.width - 16, kNote), kNote);
  for (const std::string& row : chart.rows) label_width = std::max(label_width, canvas.TextWidth(row, kLabel));
  label_width = std::min(label_width, style.width * 0.3);
  for (const ProfileColumn& column : chart.columns) {
    for (const double difference : column.differences) most = std::isfinite(difference) ? std::max(most, std::fabs(difference)) : most;
  }
  const double left = label_width + 20, room = (style.width - left - 4) / static_cast<double>(std::max<size_t>(1, chart.columns.size()));
  y += 12;
  for (size_t c = 0; c < chart.columns.size(); ++c) {
    const double middle = left + room * (static_cast<double>(c) + 0.5);
    const std::vector<std::string> name = canvas.Wrap(chart.columns[c].name, room - 8, 2, Bold(kLabel));
    for (size_t k = 0; k < name.size(); ++k)
      canvas.Text({middle, y + 14 + 16 * static_cast<double>(k)}, name[k], With(Bold(kLabel), Anchor::kMiddle));
    canvas.Text({middle, y + 48}, canvas.Fit(chart.columns[c].note, room - 4, kNote), With(kNote, Anchor::kMiddle));
  }
  y += 58;
  const double first = y;
  for (size_t r = 0; r < chart.rows.size(); ++r, y += kRow) {
    if (r % 2 == 0) canvas.Fill({0, y, style.width, kRow}, kShade);
    canvas.Text({label_width + 8, y + 16}, canvas.Fit(chart.rows[r], label_width, kLabel), With(kLabel, Anchor::kEnd));
    for (size_t c = 0; c < chart.columns.size(); ++c) {
      if (r >= chart.columns[c].differences.size()) continue;
      DrawBar(canvas, left + room * (static_cast<double>(c) + 0.5), y, std::max(4.0, room / 2 - 8), chart.columns[c].differences[r], most);
    }
  }
  for (size_t c = 0; c < chart.columns.size(); ++c) {
    const double middle = left + room * (static_cast<double>(c) + 0.5);
    canvas.Line({middle, first}, {middle, y}, {kRule, 1});
  }
  canvas.SetHeight(y + 10);
  return canvas;
}

}  // namespace auspex::draw
