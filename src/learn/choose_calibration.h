#pragma once
// One of four calibrations of a yes-no outcome, chosen by evidence: none, a temperature, Platt's scaling (calibration.h), isotonic regression
// (isotonic.h), from the simplest to the most flexible. A more flexible one is taken only where its log loss on rows that it was not fitted on is
// less by more than 1.645 standard errors of the difference, row by row (one-sided, 5 %): what is as good as tied goes to the simpler.
#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "learn/calibration.h"
#include "learn/isotonic.h"

namespace auspex::learn {

class Archive;

enum class CalibrationKind { kNone, kTemperature, kPlatt, kIsotonic };
constexpr size_t kCalibrations = 4;
/// "none", "temperature", "platt", "isotonic".
std::string NameOf(CalibrationKind kind);

/// A fitted calibration. What it gives rises with what it is given and is in 0..1.
struct Calibrator {
  CalibrationKind kind = CalibrationKind::kNone;
  Platt scaling;      ///< of kTemperature (slope 1 / t, intercept 0) and kPlatt
  Isotonic isotonic;  ///< of kIsotonic

  float operator()(float p) const;
  void Save(Archive& archive) const;
  /// Throws Error(kUsage) for an unknown kind, points that do not rise or values outside 0..1.
  static Calibrator Load(const Archive& archive);
};

/// Probabilities in 0..1 with labels 0 and 1 (others are passed over) and weights, one a row, or empty for 1 each.
struct CalibrationRows {
  std::span<const float> probabilities;
  std::span<const int8_t> labels;
  std::span<const float> weights = {};
};

/// The isotonic values are kept within 1 / (n + 2) of certainty, n the rows, for no number of rows shows that something never happens.
/// Throws Error(kInternal) for unequal sizes.
Calibrator FitCalibrator(CalibrationKind kind, const CalibrationRows& rows);

struct CalibrationChoice {
  Calibrator calibrator;
  std::array<double, kCalibrations> log_loss{};  ///< of each kind on rows that it was not fitted on; NaN if there were none
};

/// Fits on `fit` and chooses by `judge`: rows of a later slice. The chosen one is as fitted on `fit`. Throws Error(kInternal) for unequal sizes.
CalibrationChoice ChooseCalibration(const CalibrationRows& fit, const CalibrationRows& judge);

struct CalibrationFoldOptions {
  size_t folds = 5;
  uint64_t seed = 42;
};
/// Chooses by cross-validation with stratified folds (table/splits.h) and fits the chosen one on all rows. With fewer labels of a class than folds:
/// none.
CalibrationChoice ChooseCalibration(const CalibrationRows& rows, const CalibrationFoldOptions& options = {});

}  // namespace auspex::learn
