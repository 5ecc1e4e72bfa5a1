#include "draw/waterfall_chart.h"

#include <algorithm>
#include <cmath>

#include "draw/numbers.h"

namespace auspex::draw {
namespace {

constexpr double kRow = 34;

void DrawEnd(Canvas& canvas, const Plot& plot, double at, double y, const std::string& label) {
  const double x = plot.At(at, 0).x, width = canvas.TextWidth(label, Bold(kLabel));
  canvas.Dots({{x, y}}, 4, kInk);
  const bool left = x + 10 + width > plot.area().right() + 8;
  canvas.Text({left ? x - 10 : x + 10, y + 4}, label, With(Bold(kLabel), left ? Anchor::kEnd : Anchor::kStart));
}

void DrawStep(Canvas& canvas, const Plot& plot, const WaterfallStep& step, double from, double y, double label_width) {
  const double a = plot.At(from, 0).x, b = plot.At(from + step.contribution, 0).x;
  const Colour colour = step.contribution < 0 ? kLowers : kRaises;
  canvas.Line({a, y - kRow / 2 - 9}, {a, y - 9}, {kRule, 1});
  canvas.Fill({std::min(a, b), y - 9, std::max(1.0, std::fabs(b - a)), 18}, colour, 2);
  const bool left = step.contribution < 0;
  canvas.Text({left ? std::min(a, b) - 6 : std::max(a, b) + 6, y + 4}, Signed(step.contribution, 2),
              With(With(kNote, colour), left ? Anchor::kEnd : Anchor::kStart));
  const bool has_value = !step.value.empty();
  canvas.Text({plot.area().x - 56, y + (has_value ? -2 : 4)}, canvas.Fit(step.label, label_width, kLabel), With(kLabel, Anchor::kEnd));
  if (has_value) canvas.Text({plot.area().x - 56, y + 12}, canvas.Fit(step.value, label_width, kNote), With(kNote, Anchor::kEnd));
}

}  // namespace

Canvas Draw(const WaterfallChart& chart, const Style& style) {
  Canvas canvas(style.width, 100, style.language);
  const double top = DrawHeading(canvas, style) + 12;
  double label_width = 40, at = chart.base;
  std::vector<double> places = {at};
  for (const WaterfallStep& step : chart.steps) {
    label_width = std::max({label_width, canvas.TextWidth(step.label, kLabel), canvas.TextWidth(step.value, kNote)});
    places.push_back(at += step.contribution);
  }
  label_width = std::min(label_width, style.width * 0.36);
  const double left = label_width + 64, rows = static_cast<double>(chart.steps.size()) + 2;
  const Plot plot(canvas, {left, top, std::max(60.0, style.width - left - 60), kRow * rows},
                  Covering({chart.axis_label, 0, 1, Numbers::kPlain, false}, places), {"", 0, 0, Numbers::kPlain, false});
  const double base = plot.At(chart.base, 0).x;
  canvas.Line({base, top + kRow / 2}, {base, plot.area().bottom()}, {kRule, 1, true});
  DrawEnd(canvas, plot, chart.base, top + kRow / 2, chart.base_label);
  at = chart.base;
  for (size_t k = 0; k < chart.steps.size(); ++k) {
    DrawStep(canvas, plot, chart.steps[k], at, top + kRow * (static_cast<double>(k) + 1.5), label_width);
    at += chart.steps[k].contribution;
  }
  const double last = top + kRow * (rows - 0.5);
  canvas.Line({plot.At(at, 0).x, last - kRow + 9}, {plot.At(at, 0).x, last}, {kRule, 1});
  DrawEnd(canvas, plot, at, last, chart.end_label);
  canvas.SetHeight(plot.area().bottom() + Plot::kBottom);
  return canvas;
}

}  // namespace auspex::draw
