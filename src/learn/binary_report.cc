#include "learn/binary_report.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "base/error.h"
#include "learn/binary_metrics.h"
#include "learn/delong.h"

namespace auspex::learn {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// The figures that have intervals, in one order.
constexpr std::array kFigures = {&BinaryReport::roc_auc, &BinaryReport::average_precision, &BinaryReport::log_loss, &BinaryReport::brier,
                                 &BinaryReport::ece,     &BinaryReport::ks,                &BinaryReport::lift,     &BinaryReport::gain,
                                 &BinaryReport::cost,    &BinaryReport::precision,         &BinaryReport::recall,   &BinaryReport::f1};
using Figures = std::array<double, kFigures.size()>;

Figures FiguresOf(const BinaryMetrics& m, std::span<const ScoreStep> steps, double threshold, const BinaryReportOptions& options) {
  const GainPoint top = GainAt(steps, options.top_share);
  const Confusion at = ConfusionAt(steps, threshold);
  const double cost = (options.costs.false_positive * at.false_positive + options.costs.false_negative * at.false_negative) / m.weight;
  return {m.roc_auc, m.average_precision, m.log_loss, m.brier, m.ece, KsOf(steps).distance,
          top.lift, top.gain, m.weight > 0 ? cost : kNan, at.precision, at.recall, at.f1};
}

void Check(std::span<const int8_t> labels, const BinaryReportOptions& options) {
  if (!(options.clusters.empty() || options.clusters.size() == labels.size()))
    throw Error(Fault::kInternal, "a report was given clusters for another number of rows");
  for (size_t r = 0; r < options.weights.size(); ++r)
    if (!(options.weights[r] >= 0 && std::isfinite(options.weights[r])))
      throw Error(Fault::kData, "the weight of row " + std::to_string(r) + " is not a number from 0 up", "weights");
  if (!(options.top_share > 0 && options.top_share <= 1))
    throw Error(Fault::kUsage, "the share of the best scored must be above 0 and at most 1, not " + std::to_string(options.top_share), "report");
  if (options.threshold && std::isnan(*options.threshold)) throw Error(Fault::kUsage, "the threshold is not a number", "report");
}

/// Of each figure.
std::vector<Interval> Bootstrap(const BinaryEvaluation& evaluation, double threshold, const BinaryReportOptions& options) {
  std::vector<uint64_t> rows(options.clusters.empty() ? evaluation.rows() : 0);
  std::iota(rows.begin(), rows.end(), uint64_t{0});
  const auto measure = [&](std::span<const float> draws, std::span<double> values) {
    std::vector<float> weights(draws.begin(), draws.end());
    for (size_t r = 0; r < options.weights.size(); ++r) weights[r] *= options.weights[r];
    const Figures figures = FiguresOf(evaluation.Measure(weights), evaluation.Steps(weights), threshold, options);
    std::copy(figures.begin(), figures.end(), values.begin());
  };
  const std::span<const uint64_t> clusters = options.clusters.empty() ? std::span<const uint64_t>(rows) : options.clusters;
  return BootstrapIntervals(clusters, kFigures.size(), measure, options.bootstrap);
}

}  // namespace

BinaryReport Report(std::span<const float> probabilities, std::span<const int8_t> labels, const BinaryReportOptions& options) {
  Check(labels, options);
  const BinaryEvaluation evaluation(probabilities, labels);
  const BinaryMetrics metrics = evaluation.Measure(options.weights);
  const std::vector<ScoreStep> steps = evaluation.Steps(options.weights);
  const LeastCost least = LeastCostThreshold(steps, options.costs);
  BinaryReport report;
  report.weight = metrics.weight;
  report.positive = metrics.positive;
  report.threshold = options.threshold.value_or(least.threshold);
  const Figures figures = FiguresOf(metrics, steps, report.threshold, options);
  std::vector<Interval> intervals(kFigures.size(), {kNan, kNan});
  if (options.bootstrap.replicates > 0) intervals = Bootstrap(evaluation, report.threshold, options);
  for (size_t i = 0; i < kFigures.size(); ++i) report.*kFigures[i] = {figures[i], intervals[i]};
  if (options.clusters.empty() && !std::isnan(metrics.roc_auc))
    report.roc_auc.interval = EstimateAuc(probabilities, labels, {.level = options.bootstrap.level, .weights = options.weights}).interval;
  report.reliability = CalibrationBins(probabilities, labels, options.bins, options.weights);
  report.gains = GainCurve(steps);
  return report;
}

}  // namespace auspex::learn
