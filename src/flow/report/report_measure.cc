#include "flow/report/report_measure.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace auspex::flow {
namespace {

constexpr size_t kGainPoints = 20;

/// Shares of each class at or above a score. A point is kept where threshold and shares together have gone a 130th since the last one, and at both ends
/// and the widest gap: three ways of length 1 at most, so fewer than kCurvePoints.
std::vector<KsPoint> KsCurve(std::span<const learn::ScoreStep> steps, double widest) {
  constexpr double kStep = 1.0 / 130;
  std::vector<KsPoint> curve;
  for (size_t k = 0; k < steps.size(); ++k) {
    const KsPoint point{steps[k].score, steps[k].yes / steps.back().yes, steps[k].no / steps.back().no};
    const bool end = k == 0 || k + 1 == steps.size() || point.threshold == widest;
    if (end || curve.back().threshold - point.threshold + point.yes - curve.back().yes + point.no - curve.back().no >= kStep) curve.push_back(point);
  }
  return curve;
}

/// Keeps a point where x and y together are a step away from the last one kept, and both ends. The step is the least of 1/200, 2/200, 4/200, … that
/// leaves kCurvePoints at most: precision may go up and down for long where few are found.
std::vector<learn::CurvePoint> Thinned(const std::vector<learn::CurvePoint>& whole) {
  for (double step = 1.0 / 200;; step *= 2) {
    std::vector<learn::CurvePoint> kept;
    for (size_t k = 0; k < whole.size(); ++k) {
      const bool end = k == 0 || k + 1 == whole.size();
      if (end || std::fabs(whole[k].x - kept.back().x) + std::fabs(whole[k].y - kept.back().y) >= step) kept.push_back(whole[k]);
    }
    if (kept.size() <= kCurvePoints) return kept;
  }
}

learn::MetricIntervals IntervalsOf(const learn::BinaryEvaluation& evaluation, size_t rows, const MeasureOptions& options) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  learn::MetricIntervals out{{kNone, kNone}, {kNone, kNone}, {kNone, kNone}, {kNone, kNone}, {kNone, kNone}};
  if (options.replicates == 0) return out;
  std::vector<uint64_t> each(options.clusters.begin(), options.clusters.end());
  if (each.empty()) each.resize(rows), std::iota(each.begin(), each.end(), 0);
  const auto measure = [&](std::span<const float> weights, std::span<double> values) {
    const learn::BinaryMetrics metrics = evaluation.Measure(weights);
    values[0] = metrics.average_precision, values[1] = metrics.log_loss, values[2] = metrics.brier, values[3] = metrics.ece;
  };
  const auto intervals = learn::BootstrapIntervals(each, 4, measure, {.replicates = options.replicates, .level = 0.95, .seed = options.seed});
  out.average_precision = intervals[0], out.log_loss = intervals[1], out.brier = intervals[2], out.ece = intervals[3];
  return out;
}

}  // namespace

ReportModel MeasureModel(const std::string& name, std::span<const float> probabilities, std::span<const int8_t> labels,
                         const MeasureOptions& options) {
  const learn::BinaryEvaluation evaluation(probabilities, labels);
  const std::vector<learn::ScoreStep> steps = evaluation.Steps();
  ReportModel model;
  model.name = name;
  model.metrics = evaluation.Measure();
  model.intervals = IntervalsOf(evaluation, probabilities.size(), options);
  model.intervals.auc = learn::EstimateAuc(probabilities, labels).interval;
  model.ks = learn::KsOf(steps);
  model.ks_curve = KsCurve(steps, model.ks.score);
  model.roc = learn::RocCurve(steps);
  model.precision_recall = Thinned(learn::PrecisionRecallCurve(steps, std::max<size_t>(2, steps.size())));
  model.gain = learn::GainCurve(steps, kGainPoints);
  model.calibration = learn::CalibrationBins(probabilities, labels);
  model.against_best.p_value = 1;
  return model;
}

std::vector<learn::AucComparison> RankModels(std::vector<ReportModel>& models, const std::vector<std::vector<float>>& probabilities,
                                             std::span<const int8_t> labels) {
  std::vector<size_t> order(models.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return models[a].metrics.roc_auc > models[b].metrics.roc_auc; });
  learn::DeLong scores(labels);
  for (const size_t k : order) scores.Add(probabilities[k]);
  std::vector<ReportModel> ranked;
  for (const size_t k : order) {
    ReportModel& model = ranked.emplace_back(std::move(models[k]));
    model.against_best = scores.Compare(0, ranked.size() - 1);
    model.as_good_as_best = !(model.against_best.p_value <= 0.05);
  }
  models = std::move(ranked);
  std::vector<learn::AucComparison> pairs;
  for (size_t a = 0; a < models.size(); ++a)
    for (size_t b = a + 1; b < models.size(); ++b) pairs.push_back(a == 0 ? models[b].against_best : scores.Compare(a, b));
  return pairs;
}

}  // namespace auspex::flow
