#include "learn/binary_curve.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"

namespace auspex::learn {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN(), kInfinity = std::numeric_limits<double>::infinity();

double Ratio(double part, double whole) { return whole > 0 ? part / whole : kNan; }

/// Corners of the upper convex hull of (0, 0) and the steps as points (no, yes), as indices into the steps; the origin is left out.
std::vector<size_t> HullCorners(std::span<const ScoreStep> steps) {
  std::vector<size_t> hull;
  const auto at = [&](size_t k) { return k == 0 ? ScoreStep{} : steps[hull[k - 1]]; };
  for (size_t i = 0; i < steps.size(); ++i) {
    while (!hull.empty()) {
      const ScoreStep a = at(hull.size() - 1), b = at(hull.size()), &c = steps[i];
      if ((b.yes - a.yes) * (c.no - a.no) > (c.yes - a.yes) * (b.no - a.no)) break;  // b stands above the line from a to c
      hull.pop_back();
    }
    hull.push_back(i);
  }
  return hull;
}

/// `count` >= 1 of the values, evenly by place, the last among them and the first unless count is 1.
std::vector<size_t> Evenly(const std::vector<size_t>& values, size_t count) {
  if (values.size() <= count) return values;
  std::vector<size_t> kept;
  for (size_t k = 0; k < count; ++k) {
    const size_t place = count == 1 ? values.size() - 1 : k * (values.size() - 1) / (count - 1);
    kept.push_back(values[place]);
  }
  return kept;
}

/// At most `points` steps, rising.
std::vector<size_t> ThinSteps(std::span<const ScoreStep> steps, size_t points) {
  std::vector<size_t> kept = Evenly(HullCorners(steps), points), others;
  for (size_t i = 0; i < steps.size(); ++i)
    if (!std::binary_search(kept.begin(), kept.end(), i)) others.push_back(i);
  if (kept.size() < points) {
    others = Evenly(others, points - kept.size());
    kept.insert(kept.end(), others.begin(), others.end());
    std::sort(kept.begin(), kept.end());
  }
  return kept;
}

void RequirePoints(size_t points) {
  if (points < 2) throw Error(Fault::kUsage, "a curve needs at least 2 points");
}

}  // namespace

KolmogorovSmirnov KsOf(std::span<const ScoreStep> steps) {
  KolmogorovSmirnov best{kNan, kNan};
  if (steps.empty() || steps.back().yes <= 0 || steps.back().no <= 0) return best;
  for (const ScoreStep& step : steps) {
    const double distance = std::abs(step.yes / steps.back().yes - step.no / steps.back().no);
    if (!(distance <= best.distance)) best = {distance, step.score};
  }
  return best;
}

GainPoint GainAt(std::span<const ScoreStep> steps, double share) {
  if (steps.empty() || steps.back().yes <= 0) return {share, kNan, kNan};
  const double all = steps.back().yes + steps.back().no, wanted = std::clamp(share, 0.0, 1.0) * all;
  auto at = std::find_if(steps.begin(), steps.end(), [&](const ScoreStep& step) { return step.yes + step.no >= wanted; });
  if (at == steps.end()) --at;
  const ScoreStep before = at == steps.begin() ? ScoreStep{} : at[-1];
  const double inside = at->yes + at->no - before.yes - before.no, rate = (at->yes - before.yes) / inside;
  const double yes = std::min(at->yes, before.yes + (wanted - before.yes - before.no) * rate);
  const double gain = yes / steps.back().yes;
  return {share, gain, wanted > 0 ? gain / (wanted / all) : rate * all / steps.back().yes};
}

std::vector<GainPoint> GainCurve(std::span<const ScoreStep> steps, size_t points) {
  std::vector<GainPoint> curve;
  for (size_t k = 1; k <= points; ++k) curve.push_back(GainAt(steps, static_cast<double>(k) / static_cast<double>(points)));
  return curve;
}

Confusion ConfusionAt(std::span<const ScoreStep> steps, double threshold) {
  const auto behind = std::partition_point(steps.begin(), steps.end(), [&](const ScoreStep& step) { return step.score >= threshold; });
  const ScoreStep above = behind == steps.begin() ? ScoreStep{} : behind[-1], all = steps.empty() ? ScoreStep{} : steps.back();
  Confusion c{.threshold = threshold,
              .true_positive = above.yes,
              .false_positive = above.no,
              .false_negative = all.yes - above.yes,
              .true_negative = all.no - above.no};
  c.precision = Ratio(above.yes, above.yes + above.no);
  c.recall = Ratio(above.yes, all.yes);
  c.f1 = Ratio(2 * above.yes, 2 * above.yes + c.false_positive + c.false_negative);
  return c;
}

LeastCost LeastCostThreshold(std::span<const ScoreStep> steps, const CostOptions& costs) {
  for (double cost : {costs.false_positive, costs.false_negative})
    if (!(cost >= 0 && std::isfinite(cost)))
      throw Error(Fault::kUsage, "the cost of an error must be a number from 0 up, not " + std::to_string(cost), "costs");
  if (steps.empty()) return {kNan, kNan};
  LeastCost best{kInfinity, costs.false_negative * steps.back().yes};
  for (const ScoreStep& step : steps) {
    const double cost = costs.false_positive * step.no + costs.false_negative * (steps.back().yes - step.yes);
    if (cost < best.cost) best = {step.score, cost};
  }
  return best;
}

std::vector<CurvePoint> RocCurve(std::span<const ScoreStep> steps, size_t points) {
  RequirePoints(points);
  if (steps.empty()) return {};
  std::vector<CurvePoint> curve = {{kInfinity, 0, 0}};
  for (size_t i : ThinSteps(steps, points - 1))
    curve.push_back({steps[i].score, Ratio(steps[i].no, steps.back().no), Ratio(steps[i].yes, steps.back().yes)});
  return curve;
}

std::vector<CurvePoint> PrecisionRecallCurve(std::span<const ScoreStep> steps, size_t points) {
  RequirePoints(points);
  std::vector<CurvePoint> curve;
  for (size_t i : ThinSteps(steps, points))
    curve.push_back({steps[i].score, Ratio(steps[i].yes, steps.back().yes), Ratio(steps[i].yes, steps[i].yes + steps[i].no)});
  return curve;
}

}  // namespace auspex::learn
