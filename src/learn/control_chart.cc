#include "learn/control_chart.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.h"

namespace auspex::learn {
namespace {

void Require(bool holds, const std::string& what) {
  if (!holds) throw Error(Fault::kUsage, what, "control chart", "Correct the counts or the settings.");
}

void Check(std::span<const uint64_t> trials, std::span<const uint64_t> successes, const ControlChartOptions& options) {
  Require(trials.size() == successes.size(), "there are other numbers of trials than of successes");
  Require(options.baseline >= 2 && options.baseline <= trials.size(), "the baseline has to have 2 periods or more, and not more than there are");
  Require(options.width > 0 && options.ewma_width > 0 && options.lambda > 0 && options.lambda <= 1,
          "a limit is not wider than 0, or lambda not within 0 to 1");
  for (size_t i = 0; i < trials.size(); ++i) {
    Require(trials[i] > 0, "a period has no trial");
    Require(successes[i] <= trials[i], "a period has more successes than trials");
  }
}

double Share(uint64_t successes, uint64_t trials) { return static_cast<double>(successes) / static_cast<double>(trials); }

/// Mean moving range of the baseline's standardised shares ÷ d₂ = 1.128.
double Excess(std::span<const double> standardised) {
  double sum = 0;
  for (size_t i = 1; i < standardised.size(); ++i) sum += std::fabs(standardised[i] - standardised[i - 1]);
  return std::max(1.0, sum / static_cast<double>(standardised.size() - 1) / 1.128);
}

int Side(double value, double low, double high) { return value < low ? -1 : value > high ? 1 : 0; }

}  // namespace

ControlChart ChartShares(std::span<const uint64_t> trials, std::span<const uint64_t> successes, const ControlChartOptions& options) {
  Check(trials, successes, options);
  uint64_t all = 0, good = 0;
  for (size_t i = 0; i < options.baseline; ++i) all += trials[i], good += successes[i];
  Require(good > 0 && good < all, "in the baseline nothing or everything succeeded");
  ControlChart chart;
  chart.centre = Share(good, all);
  std::vector<double> deviation, standardised;
  for (size_t i = 0; i < trials.size(); ++i) {
    deviation.push_back(std::sqrt(chart.centre * (1 - chart.centre) / static_cast<double>(trials[i])));
    standardised.push_back((Share(successes[i], trials[i]) - chart.centre) / deviation[i]);
  }
  chart.excess = Excess({standardised.data(), options.baseline});
  double ewma = 0, remaining = 1;
  size_t since = 0;
  for (size_t i = 0; i < trials.size(); ++i) {
    const double wide = options.width * chart.excess * deviation[i], before = ewma;
    ewma = options.lambda * standardised[i] / chart.excess + (1 - options.lambda) * ewma;
    remaining *= (1 - options.lambda) * (1 - options.lambda);
    const double limit = options.ewma_width * std::sqrt(options.lambda / (2 - options.lambda) * (1 - remaining));
    if (Side(ewma, 0, 0) != Side(before, 0, 0)) since = i;
    ControlPoint point{trials[i],
                       successes[i],
                       Share(successes[i], trials[i]),
                       std::max(0.0, chart.centre - wide),
                       std::min(1.0, chart.centre + wide),
                       ewma,
                       -limit,
                       limit,
                       0,
                       0};
    point.beyond = Side(point.share, point.low, point.high);
    point.drifted = Side(ewma, -limit, limit);
    chart.points.push_back(point);
  }
  if (chart.points.back().drifted != 0) chart.drifted_since = since;
  return chart;
}

}  // namespace auspex::learn
