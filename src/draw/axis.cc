#include "draw/axis.h"

#include <algorithm>
#include <cmath>

#include "draw/numbers.h"

namespace auspex::draw {
namespace {

/// 1, 2 or 5 × 10^n, at least `least`.
double RoundStep(double least) {
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

std::vector<Tick> LogarithmicTicks(const Axis& axis, size_t most) {
  const double decades = std::log10(axis.high / axis.low);
  const int step = std::max(1, static_cast<int>(std::ceil(decades / static_cast<double>(most))));
  const std::vector<double> factors = decades * 3 <= static_cast<double>(most) ? std::vector{1.0, 2.0, 5.0} : std::vector{1.0};
  std::vector<Tick> ticks;
  for (int power = static_cast<int>(std::floor(std::log10(axis.low))) / step * step - step; power <= std::ceil(std::log10(axis.high));
       power += step) {
    for (const double factor : factors) {
      const double value = factor * std::pow(10, power);
      if (value >= axis.low * (1 - 1e-9) && value <= axis.high * (1 + 1e-9)) ticks.push_back({value, Significant(value, 2)});
    }
  }
  return ticks;
}

}  // namespace

double Axis::Share(double value) const {
  if (logarithmic) return (std::log(value) - std::log(low)) / (std::log(high) - std::log(low));
  return (value - low) / (high - low);
}

std::vector<Tick> TicksOf(const Axis& axis, size_t most) {
  const bool sound = std::isfinite(axis.low) && std::isfinite(axis.high) && axis.low < axis.high;
  if (!sound || most == 0 || (axis.logarithmic && axis.low <= 0)) return {};
  if (axis.logarithmic && axis.high / axis.low > 8) return LogarithmicTicks(axis, most);
  const double step = RoundStep((axis.high - axis.low) / static_cast<double>(most));
  const double shown = axis.numbers == Numbers::kPercent ? step * 100 : step;
  const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(shown) + 1e-9)));
  std::vector<Tick> ticks;
  for (double k = std::ceil(axis.low / step - 1e-9); k * step <= axis.high + step * 1e-9 && ticks.size() < 4 * most; ++k) {
    const double value = k == 0 ? 0 : k * step;
    ticks.push_back({value, axis.numbers == Numbers::kPercent ? Percent(value, decimals) : Decimal(value, decimals)});
  }
  return ticks;
}

Axis Covering(Axis axis, const std::vector<double>& values, double margin) {
  double low = INFINITY, high = -INFINITY;
  for (const double value : values) {
    if (!std::isfinite(value) || (axis.logarithmic && value <= 0)) continue;
    low = std::min(low, value), high = std::max(high, value);
  }
  if (low > high) low = axis.logarithmic ? 0.5 : 0, high = axis.logarithmic ? 2 : 1;
  if (axis.logarithmic) {
    const double factor = std::max(std::pow(high / low, margin), 1.05);
    axis.low = low / factor, axis.high = high * factor;
  } else {
    const double room = high > low ? (high - low) * margin : std::max(std::fabs(low) * 0.1, 0.5);
    axis.low = low - room, axis.high = high + room;
  }
  return axis;
}

}  // namespace auspex::draw
