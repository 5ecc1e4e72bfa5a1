// How good the models are: curves of all, calibration and KS of the chosen one.
#include <algorithm>
#include <cmath>

#include "draw/numbers.h"
#include "flow/report/report_figures.h"

namespace auspex::flow {
namespace {

using draw::Axis;
using draw::Numbers;

constexpr double kLeastFound = 10;  // fewer say nothing of a precision

Axis Shares(const std::string& label) { return {label, 0, 1, Numbers::kPercent, false}; }

std::vector<draw::Point> PointsOf(const std::vector<learn::CurvePoint>& curve) {
  std::vector<draw::Point> points;
  for (const learn::CurvePoint& point : curve) points.push_back({point.x, point.y});
  return points;
}

HtmlFigure PrecisionRecallFigure(const ReportData& data, const ReportWords& words) {
  draw::CurveChart chart{Shares(words("axis.recall")), Shares(words("axis.precision")), {}, {}, true, false};
  double share = NAN;
  for (const ReportModel& model : data.models) {
    const std::string average = words("ap") + " " + WithInterval(model.metrics.average_precision, model.intervals.average_precision);
    std::vector<draw::Point> points = PointsOf(model.precision_recall);
    std::erase_if(points, [&](const draw::Point& point) { return point.x * model.metrics.positive < kLeastFound; });
    chart.curves.push_back({words.Model(model.name), average, std::move(points)});
    share = model.metrics.positive / model.metrics.weight;
  }
  chart.guides.push_back({words("guide.everybody", {{"share", draw::Percent(share)}}), {{0, share}, {1, share}}});
  return {words("figure.pr"), words("figure.pr.note"), std::move(chart)};
}

HtmlFigure GainFigure(const ReportData& data, const ReportWords& words) {
  draw::CurveChart chart{
      Shares(words("axis.contacted")), Shares(words("axis.found")), {}, {{words("guide.chance"), {{0, 0}, {1, 1}}}}, true, false};
  for (const ReportModel& model : data.models) {
    draw::Curve curve{words.Model(model.name), "", {{0, 0}}};
    for (const learn::GainPoint& point : model.gain) curve.points.push_back({point.share, point.gain});
    const auto tenth =
        std::find_if(model.gain.begin(), model.gain.end(), [](const learn::GainPoint& p) { return std::fabs(p.share - 0.1) < 1e-9; });
    if (tenth != model.gain.end()) curve.detail = words("gain.detail", {{"gain", draw::Percent(tenth->gain)}});
    chart.curves.push_back(std::move(curve));
  }
  return {words("figure.gain"), words("figure.gain.note"), std::move(chart)};
}

HtmlFigure LiftFigure(const ReportData& data, const ReportWords& words) {
  draw::CurveChart chart{Shares(words("axis.contacted")),
                         {words("axis.lift"), 0, 1, Numbers::kPlain, false},
                         {},
                         {{words("guide.lift"), {{0, 1}, {1, 1}}}},
                         true,
                         true};
  double most = 1;
  for (const ReportModel& model : data.models) {
    draw::Curve curve{words.Model(model.name), "", {}};
    for (const learn::GainPoint& point : model.gain) {
      curve.points.push_back({point.share, point.lift});
      most = std::isfinite(point.lift) ? std::max(most, point.lift) : most;
    }
    if (!model.gain.empty())
      curve.detail = words("lift.detail", {{"share", draw::Percent(model.gain[0].share, 0)}, {"lift", draw::Ratio(model.gain[0].lift)}});
    chart.curves.push_back(std::move(curve));
  }
  chart.y.high = most * 1.05;
  return {words("figure.lift"), words("figure.lift.note"), std::move(chart)};
}

HtmlFigure CalibrationFigure(const ReportModel& model, const ReportWords& words) {
  draw::CalibrationChart chart{words("axis.foretold"), words("axis.observed"), words("calibration.ideal"), words("calibration.dot"), {}};
  uint64_t rows = 0;
  for (const learn::CalibrationBin& bin : model.calibration) chart.dots.push_back({bin.mean, bin.observed, bin.low, bin.high}), rows += bin.count;
  const std::string each = draw::Decimal(static_cast<double>(rows) / static_cast<double>(std::max<size_t>(1, model.calibration.size())), 0);
  return {words("figure.calibration", {{"model", words.Model(model.name)}}),
          words("figure.calibration.note", {{"rows", each}, {"ece", draw::Decimal(model.metrics.ece, 4)}}), std::move(chart)};
}

HtmlFigure KsFigure(const ReportModel& model, const ReportWords& words) {
  draw::KsChart chart{words("axis.foretold"), words("axis.above"), words("ks.yes"), words("ks.no"), "KS " + draw::Decimal(model.ks.distance, 3),
                      {}, {}, model.ks.score, NAN, NAN};
  for (const KsPoint& point : model.ks_curve) {
    chart.yes.push_back({point.threshold, point.yes});
    chart.no.push_back({point.threshold, point.no});
    if (point.threshold == model.ks.score) chart.yes_share = point.yes, chart.no_share = point.no;
  }
  return {words("figure.ks", {{"model", words.Model(model.name)}}), words("figure.ks.note", {{"score", draw::Percent(model.ks.score)}}),
          std::move(chart)};
}

}  // namespace

const ReportModel* ChosenModel(const ReportData& data) {
  for (const ReportModel& model : data.models) {
    if (model.name == data.chosen) return &model;
  }
  return data.models.empty() ? nullptr : &data.models.front();
}

std::string WithInterval(double value, const learn::Interval& interval, int decimals) {
  const std::string text = draw::Decimal(value, decimals);
  if (!std::isfinite(interval.low) || !std::isfinite(interval.high)) return text;
  return text + " [" + draw::Decimal(interval.low, decimals) + ", " + draw::Decimal(interval.high, decimals) + "]";
}

HtmlFigure RocFigure(const ReportData& data, const ReportWords& words) {
  draw::CurveChart chart{Shares(words("axis.fpr")), Shares(words("axis.tpr")), {}, {{words("guide.chance"), {{0, 0}, {1, 1}}}}, true, false};
  for (const ReportModel& model : data.models) {
    chart.curves.push_back({words.Model(model.name), "AUC " + WithInterval(model.metrics.roc_auc, model.intervals.auc), PointsOf(model.roc)});
  }
  return {words("figure.roc"), words("figure.roc.note"), std::move(chart)};
}

std::vector<HtmlFigure> QualityFigures(const ReportData& data, const ReportWords& words) {
  const ReportModel* chosen = ChosenModel(data);
  if (chosen == nullptr) return {};
  std::vector<HtmlFigure> figures;
  figures.push_back(RocFigure(data, words));
  figures.push_back(PrecisionRecallFigure(data, words));
  figures.push_back(GainFigure(data, words));
  figures.push_back(LiftFigure(data, words));
  figures.push_back(CalibrationFigure(*chosen, words));
  figures.push_back(KsFigure(*chosen, words));
  return figures;
}

}  // namespace auspex::flow
