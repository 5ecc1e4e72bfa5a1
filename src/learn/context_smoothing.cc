#include "learn/context_smoothing.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/threads.h"
#include "learn/archive.h"

namespace auspex::learn {
namespace {

constexpr double kMostDiscount = 0.999;
constexpr double kFarthest = 9;         // bound of a free variable
constexpr double kPrior = 1.0 / 9;      // a priori they are normal with deviation 3: one no row speaks of stays put
constexpr size_t kBlock = 2048;  // rows a partial sum; fixes the order of the sums
constexpr int kIterations = 60;

double OneLevel(const Evidence& level, double discount, double strength, double before) {
  const double count = level.count, kept = count > 0 ? count - discount : 0;
  return level.rows == 0 ? before : (kept + (strength + discount * level.outcomes) * before) / (level.rows + strength);
}

/// Derivatives of the log loss by discounts, then strengths.
using Gradient = std::vector<double>;

/// Adds one row's derivatives: forward through the levels, then back.
void AddRow(std::span<const Evidence> row, double base, const ContextSmoothing& s, std::vector<double>& p, Gradient& g) {
  const size_t levels = row.size();
  double before = base;
  for (size_t k = 0; k < levels; ++k) {
    p[k] = before;
    before = OneLevel(row[k], s.discount[k], s.strength[k], before);
  }
  double after = before, slope = -1 / before;  // of the loss -log(p) by p
  for (size_t k = levels; k-- > 0;) {
    if (row[k].rows == 0) continue;
    const double n = row[k].rows, t = row[k].outcomes, mass = n + s.strength[k];
    g[k] += slope * (t * p[k] - (row[k].count > 0 ? 1 : 0)) / mass;
    g[levels + k] += slope * (p[k] - after) / mass;
    slope *= (s.strength[k] + s.discount[k] * t) / mass;
    after = p[k];
  }
}

Gradient LossGradient(std::span<const Evidence> evidence, size_t levels, double base, const ContextSmoothing& s) {
  const size_t rows = evidence.size() / levels;
  std::vector<Gradient> parts((rows + kBlock - 1) / kBlock);
  ParallelFor(rows, kBlock, [&](size_t begin, size_t end) {
    Gradient part(2 * levels);
    std::vector<double> scratch(levels);
    for (size_t r = begin; r < end; ++r) AddRow(evidence.subspan(r * levels, levels), base, s, scratch, part);
    parts[begin / kBlock] = std::move(part);
  });
  Gradient sum(2 * levels);
  for (const Gradient& part : parts)
    for (size_t i = 0; i < sum.size(); ++i) sum[i] += part[i];
  return sum;
}

/// Free variables of the fit: the logit of a discount, the logarithm of a strength.
double DiscountOf(double x) { return kMostDiscount / (1 + std::exp(-x)); }
double StrengthOf(double x) { return std::exp(x); }

}  // namespace

double SmoothedProbability(std::span<const Evidence> levels, double base, const ContextSmoothing& smoothing) {
  double p = base;
  for (size_t k = 0; k < levels.size(); ++k) p = OneLevel(levels[k], smoothing.discount[k], smoothing.strength[k], p);
  return p;
}

ContextSmoothing ContextSmoothing::Default(size_t levels, bool discounted) {
  return {std::vector<double>(levels, discounted ? 0.5 : 0.0), std::vector<double>(levels, discounted ? 1.0 : 20.0)};
}

void ContextSmoothing::Save(Archive& archive, const std::string& prefix) const {
  for (size_t k = 0; k < discount.size(); ++k) {
    archive.Set(prefix + "discount" + std::to_string(k), discount[k]);
    archive.Set(prefix + "strength" + std::to_string(k), strength[k]);
  }
}

ContextSmoothing ContextSmoothing::Load(const Archive& archive, const std::string& prefix, size_t levels) {
  ContextSmoothing loaded;
  for (size_t k = 0; k < levels; ++k) {
    loaded.discount.push_back(archive.GetNumber(prefix + "discount" + std::to_string(k)));
    loaded.strength.push_back(archive.GetNumber(prefix + "strength" + std::to_string(k)));
    if (!(loaded.discount[k] >= 0 && loaded.discount[k] < 1) || !(loaded.strength[k] > 0))
      throw Error(Fault::kUsage, "the model's smoothing of level " + std::to_string(k) + " is out of range",
                  "model archive", "The model is damaged; train it again.");
  }
  return loaded;
}

ContextSmoothing FitSmoothing(std::span<const Evidence> evidence, size_t levels, double base, ContextSmoothing start) {
  if (evidence.empty()) return start;
  // Rprop (Riedmiller and Braun 1993, without backtracking): steps grow while a derivative keeps its sign.
  std::vector<double> x(2 * levels), step(2 * levels, 0.3), last(2 * levels);
  for (size_t k = 0; k < levels; ++k) {
    x[k] = start.discount[k] > 0 ? std::log(start.discount[k] / (kMostDiscount - start.discount[k])) : 0;
    x[levels + k] = std::log(start.strength[k]);
  }
  ContextSmoothing at = start;
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    const Gradient gradient = LossGradient(evidence, levels, base, at);
    for (size_t i = 0; i < x.size(); ++i) {
      const double chain = i < levels ? at.discount[i] * (1 - at.discount[i] / kMostDiscount) : at.strength[i - levels];
      const double slope = gradient[i] * chain + x[i] * kPrior, agreement = slope * last[i];
      step[i] = std::clamp(step[i] * (agreement > 0 ? 1.2 : agreement < 0 ? 0.5 : 1.0), 1e-4, 1.5);
      last[i] = agreement < 0 ? 0 : slope;
      if (last[i] != 0) x[i] = std::clamp(x[i] - std::copysign(step[i], last[i]), -kFarthest, kFarthest);
    }
    for (size_t k = 0; k < levels; ++k) {
      if (start.discount[k] > 0) at.discount[k] = DiscountOf(x[k]);
      at.strength[k] = StrengthOf(x[levels + k]);
    }
  }
  return at;
}

}  // namespace auspex::learn
