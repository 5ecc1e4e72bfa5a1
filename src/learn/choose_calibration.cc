#include "learn/choose_calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/error.h"
#include "learn/archive.h"
#include "learn/table/splits.h"

namespace auspex::learn {
namespace {

constexpr double kStandardErrors = 1.645;  // 95 % quantile of the standard normal
constexpr std::array<const char*, kCalibrations> kNames = {"none", "temperature", "platt", "isotonic"};

void Check(const CalibrationRows& rows) {
  if (rows.probabilities.size() != rows.labels.size() || !(rows.weights.empty() || rows.weights.size() == rows.labels.size()))
    throw Error(Fault::kInternal, "a calibration was given columns of unequal length");
}

double WeightOf(const CalibrationRows& rows, size_t r) { return rows.weights.empty() ? 1.0 : static_cast<double>(rows.weights[r]); }
bool Counts(const CalibrationRows& rows, size_t r) { return (rows.labels[r] == 0 || rows.labels[r] == 1) && WeightOf(rows, r) > 0; }

/// Copies of some rows.
struct OwnRows {
  std::vector<float> probabilities, weights;
  std::vector<int8_t> labels;

  void Add(const CalibrationRows& rows, size_t r) {
    probabilities.push_back(rows.probabilities[r]);
    labels.push_back(rows.labels[r]);
    weights.push_back(static_cast<float>(WeightOf(rows, r)));
  }
  CalibrationRows rows() const { return {probabilities, labels, weights}; }
};

Isotonic FitSafely(const CalibrationRows& rows) {
  OwnRows counted;
  for (size_t r = 0; r < rows.labels.size(); ++r)
    if (Counts(rows, r)) counted.Add(rows, r);
  const std::vector<float> targets(counted.labels.begin(), counted.labels.end());
  Isotonic fitted = FitIsotonic(counted.probabilities, targets, counted.weights);
  const float margin = 1 / (static_cast<float>(targets.size()) + 2);
  for (float& value : fitted.values) value = std::clamp(value, margin, 1 - margin);
  return fitted;
}

/// Log losses row by row of each kind on rows it was not fitted on.
struct Losses {
  std::array<std::vector<double>, kCalibrations> losses;
  std::vector<double> weights;

  void Add(const std::array<Calibrator, kCalibrations>& fitted, const CalibrationRows& judge, size_t r) {
    weights.push_back(WeightOf(judge, r));
    for (size_t k = 0; k < kCalibrations; ++k) {
      const double p = std::clamp<double>(fitted[k](judge.probabilities[r]), 1e-12, 1 - 1e-12);
      losses[k].push_back(judge.labels[r] == 1 ? -std::log(p) : -std::log1p(-p));
    }
  }
};

/// Weighted mean of the loss of `a` less that of `b`, and the standard error of that mean.
struct Mean {
  double mean = 0, standard_error = 0;
};

Mean MeanOf(const Losses& all, size_t a, size_t b) {
  double total = 0, sum = 0, spread = 0;
  const auto gap = [&](size_t r) { return all.losses[a][r] - all.losses[b][r]; };
  for (size_t r = 0; r < all.weights.size(); ++r) {
    total += all.weights[r];
    sum += all.weights[r] * gap(r);
  }
  const double mean = sum / total;
  for (size_t r = 0; r < all.weights.size(); ++r) spread += std::pow(all.weights[r] * (gap(r) - mean), 2);
  return {mean, std::sqrt(spread) / total};
}

double LogLoss(const Losses& all, size_t kind) {
  double total = 0, sum = 0;
  for (size_t r = 0; r < all.weights.size(); ++r) {
    total += all.weights[r];
    sum += all.weights[r] * all.losses[kind][r];
  }
  return total > 0 ? sum / total : std::numeric_limits<double>::quiet_NaN();
}

/// From simple to flexible, each against the best so far.
CalibrationKind Choose(const Losses& losses) {
  size_t best = 0;
  for (size_t k = 1; k < kCalibrations && !losses.weights.empty(); ++k) {
    const Mean gain = MeanOf(losses, best, k);
    if (gain.mean > kStandardErrors * gain.standard_error && gain.mean > 1e-12) best = k;
  }
  return static_cast<CalibrationKind>(best);
}

std::array<Calibrator, kCalibrations> FitAll(const CalibrationRows& rows) {
  std::array<Calibrator, kCalibrations> fitted;
  for (size_t k = 0; k < kCalibrations; ++k) fitted[k] = FitCalibrator(static_cast<CalibrationKind>(k), rows);
  return fitted;
}

CalibrationChoice Finish(const Losses& losses, Calibrator calibrator) {
  CalibrationChoice choice{.calibrator = std::move(calibrator)};
  for (size_t k = 0; k < kCalibrations; ++k) choice.log_loss[k] = LogLoss(losses, k);
  return choice;
}

}  // namespace

std::string NameOf(CalibrationKind kind) { return kNames[static_cast<size_t>(kind)]; }

float Calibrator::operator()(float p) const {
  switch (kind) {
    case CalibrationKind::kNone: return p;
    case CalibrationKind::kTemperature:
    case CalibrationKind::kPlatt: return scaling(p);
    case CalibrationKind::kIsotonic: return isotonic(p);
  }
  return p;
}

void Calibrator::Save(Archive& archive) const {
  archive.Set("calibration", NameOf(kind));
  archive.Set("calibration.slope", scaling.slope);
  archive.Set("calibration.intercept", scaling.intercept);
  archive.Set("calibration.scores", Tensor{{isotonic.scores.size()}, isotonic.scores});
  archive.Set("calibration.values", Tensor{{isotonic.values.size()}, isotonic.values});
}

Calibrator Calibrator::Load(const Archive& archive) {
  Calibrator loaded;
  const std::string& name = archive.GetText("calibration");
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) RefuseArchive("the calibration '" + name + "' is not known");
  loaded.kind = static_cast<CalibrationKind>(found - kNames.begin());
  loaded.scaling = {archive.GetNumber("calibration.slope"), archive.GetNumber("calibration.intercept")};
  if (!(loaded.scaling.slope > 0)) RefuseArchive("the slope of the calibration does not rise");
  const std::vector<uint64_t> shape = archive.GetTensor("calibration.scores").shape;
  loaded.isotonic = {archive.GetTensor("calibration.scores", shape).values, archive.GetTensor("calibration.values", shape).values};
  const auto& [scores, values] = loaded.isotonic;
  const bool rising = std::adjacent_find(scores.begin(), scores.end(), std::greater_equal<>()) == scores.end();
  if (!rising || !std::is_sorted(values.begin(), values.end())) RefuseArchive("the points of the isotonic calibration do not rise");
  if (!values.empty() && (values.front() < 0 || values.back() > 1)) RefuseArchive("the isotonic calibration leaves 0..1");
  return loaded;
}

Calibrator FitCalibrator(CalibrationKind kind, const CalibrationRows& rows) {
  Check(rows);
  Calibrator fitted{.kind = kind, .scaling = {}, .isotonic = {}};
  if (kind == CalibrationKind::kTemperature) fitted.scaling.slope = 1 / FitBinaryTemperature(rows.probabilities, rows.labels, rows.weights);
  if (kind == CalibrationKind::kPlatt) fitted.scaling = FitPlatt(rows.probabilities, rows.labels, {}, rows.weights);
  if (kind == CalibrationKind::kIsotonic) fitted.isotonic = FitSafely(rows);
  return fitted;
}

CalibrationChoice ChooseCalibration(const CalibrationRows& fit, const CalibrationRows& judge) {
  Check(judge);
  const auto fitted = FitAll(fit);
  Losses losses;
  for (size_t r = 0; r < judge.labels.size(); ++r)
    if (Counts(judge, r)) losses.Add(fitted, judge, r);
  return Finish(losses, fitted[static_cast<size_t>(Choose(losses))]);
}

CalibrationChoice ChooseCalibration(const CalibrationRows& rows, const CalibrationFoldOptions& options) {
  Check(rows);
  OwnRows counted;
  for (size_t r = 0; r < rows.labels.size(); ++r)
    if (Counts(rows, r)) counted.Add(rows, r);
  const std::vector<uint8_t> labels(counted.labels.begin(), counted.labels.end());
  const auto yes = static_cast<size_t>(std::count(labels.begin(), labels.end(), 1));
  Losses losses;
  if (std::min(yes, labels.size() - yes) < options.folds) return Finish(losses, {});
  for (const Fold& fold : StratifiedFolds(labels, {.folds = options.folds, .seed = options.seed})) {
    OwnRows train;
    for (uint32_t r : fold.train) train.Add(counted.rows(), r);
    const auto fitted = FitAll(train.rows());
    for (uint32_t r : fold.test) losses.Add(fitted, counted.rows(), r);
  }
  return Finish(losses, FitCalibrator(Choose(losses), counted.rows()));
}

}  // namespace auspex::learn
