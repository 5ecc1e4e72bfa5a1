#include "draw/tree_chart.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "draw/numbers.h"

namespace auspex::draw {
namespace {

constexpr double kSlot = 52, kGap = 34;

/// Three characters say enough in a box.
std::string Short(double share) { return Percent(share, share < 0.0995 ? 1 : 0); }

void Check(const std::vector<TreeBox>& boxes) {
  for (size_t k = 0; k < boxes.size(); ++k) {
    if (boxes[k].condition.empty()) continue;
    const auto fits = [&](size_t child) { return child > k && child < boxes.size(); };
    if (!fits(boxes[k].left) || !fits(boxes[k].right))
      throw Error(Fault::kInternal, "a drawn tree has a box without its children", std::to_string(k));
  }
}

class TreeDrawing {
 public:
  TreeDrawing(const TreeChart& chart, const Style& style, Canvas& canvas) : chart_(chart), canvas_(canvas), top_(DrawHeading(canvas, style) + 8) {
    for (const TreeBox& box : chart.boxes) most_ = std::isfinite(box.positive_share) ? std::max(most_, box.positive_share) : most_;
    const size_t columns = std::min(Depth(0), chart.most_depth) + 1;
    step_ = std::min(230.0, (style.width - 16 + kGap) / static_cast<double>(columns));
    Place(0, 0);
    canvas.SetHeight(top_ + kSlot * static_cast<double>(slots_) + 8);
  }

 private:
  bool IsLeaf(size_t k) const { return chart_.boxes[k].condition.empty(); }
  size_t Depth(size_t k) const { return IsLeaf(k) ? 0 : 1 + std::max(Depth(chart_.boxes[k].left), Depth(chart_.boxes[k].right)); }
  size_t Leaves(size_t k) const { return IsLeaf(k) ? 1 : Leaves(chart_.boxes[k].left) + Leaves(chart_.boxes[k].right); }

  /// Draws the box and what is behind it; gives the middle of its height.
  double Place(size_t k, size_t depth) {
    const TreeBox& box = chart_.boxes[k];
    const bool folded = !IsLeaf(k) && depth == chart_.most_depth;
    if (IsLeaf(k) || folded) {
      const double y = top_ + kSlot * (static_cast<double>(slots_++) + 0.5);
      DrawBox(k, depth, y, folded);
      return y;
    }
    const double left = Place(box.left, depth + 1), right = Place(box.right, depth + 1), y = (left + right) / 2;
    Branch(depth, y, left, chart_.yes_label);
    Branch(depth, y, right, chart_.no_label);
    DrawBox(k, depth, y, false);
    return y;
  }

  double X(size_t depth) const { return 8 + step_ * static_cast<double>(depth); }
  double Width() const { return std::max(30.0, step_ - kGap); }

  void Branch(size_t depth, double from, double to, const std::string& label) {
    const double start = X(depth) + Width(), end = X(depth + 1), bend = start + 8;
    canvas_.Path({{start, from}, {bend, from}, {bend, to}, {end, to}}, {{0xaab3be}, 1.25});
    canvas_.Text({bend + 3, to - 4}, canvas_.Fit(label, kGap - 12, kNote), kNote);
  }

  void DrawBox(size_t k, size_t depth, double y, bool folded) {
    const TreeBox& box = chart_.boxes[k];
    std::string first = box.condition;
    if (folded) {
      first = chart_.folded_label;
      const size_t at = first.find("{count}");
      if (at != std::string::npos) first.replace(at, 7, std::to_string(Leaves(k)));
    }
    const double height = kSlot - 6, width = Width();
    const Colour ground = Sequential(most_ > 0 ? 0.08 + 0.72 * box.positive_share / most_ : 0.08), ink = TextOn(ground);
    canvas_.Fill({X(depth), y - height / 2, width, height}, ground, 4);
    const TextStyle condition{11, ink, Anchor::kStart, !folded}, numbers{10.5, ink, Anchor::kStart, false};
    const std::string share = chart_.share_label + " " + Short(box.share), positive = chart_.positive_label + " " + Short(box.positive_share);
    if (first.empty()) {
      canvas_.Text({X(depth) + 8, y - 4}, canvas_.Fit(positive, width - 14, Bold(numbers)), Bold(numbers));
      canvas_.Text({X(depth) + 8, y + 12}, canvas_.Fit(share, width - 14, numbers), numbers);
      return;
    }
    const std::vector<std::string> lines = canvas_.Wrap(first, width - 14, 2, condition);
    double baseline = y + (lines.size() == 2 ? -9 : -3);
    for (const std::string& line : lines) canvas_.Text({X(depth) + 8, baseline}, line, condition), baseline += 13;
    canvas_.Text({X(depth) + 8, baseline + 2}, canvas_.Fit(positive + " · " + share, width - 14, numbers), numbers);
  }

  const TreeChart& chart_;
  Canvas& canvas_;
  double top_, step_ = 0, most_ = 0;
  size_t slots_ = 0;
};

}  // namespace

Canvas Draw(const TreeChart& chart, const Style& style) {
  Check(chart.boxes);
  Canvas canvas(style.width, 60, style.language);
  if (!chart.boxes.empty()) TreeDrawing(chart, style, canvas);
  return canvas;
}

}  // namespace auspex::draw
