#include "flow/report/report_measure.h"

#include <algorithm>
#include <numeric>

namespace auspex::flow {
namespace {

constexpr size_t kGainPoints = 20, kKsPoints = 150;

/// Shares of each class at or above a score, at evenly spaced steps and at the widest gap.
std::vector<KsPoint> KsCurve(std::span<const learn::ScoreStep> steps, double widest) {
  std::vector<KsPoint> curve;
  if (steps.empty()) return curve;
  const double yes = steps.back().yes, no = steps.back().no;
  for (size_t k = 0; k < steps.size(); ++k) {
    const bool even = k * kKsPoints / steps.size() != (k + 1) * kKsPoints / steps.size();
    if (even || steps[k].score == widest || k + 1 == steps.size()) curve.push_back({steps[k].score, steps[k].yes / yes, steps[k].no / no});
  }
  return curve;
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
  model.precision_recall = learn::PrecisionRecallCurve(steps);
  model.gain = learn::GainCurve(steps, kGainPoints);
  model.calibration = learn::CalibrationBins(probabilities, labels);
  model.against_best.p_value = 1;
  return model;
}

void RankModels(std::vector<ReportModel>& models, const std::vector<std::vector<float>>& probabilities, std::span<const int8_t> labels) {
  std::vector<size_t> order(models.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return models[a].metrics.roc_auc > models[b].metrics.roc_auc; });
  std::vector<ReportModel> ranked;
  for (const size_t k : order) {
    ReportModel model = std::move(models[k]);
    model.against_best = learn::CompareAuc(probabilities[order[0]], probabilities[k], labels);
    model.as_good_as_best = model.against_best.p_value > 0.05;
    ranked.push_back(std::move(model));
  }
  models = std::move(ranked);
}

}  // namespace auspex::flow
