#pragma once
// Calibration of a sequence model's predictions: one temperature for the next symbol, one Platt scaling a conversion.
#include <span>
#include <vector>

#include "learn/calibration.h"
#include "learn/sequence.h"

namespace auspex::learn {

class Archive;

struct SequenceCalibration {
  double temperature = 1;
  std::vector<Platt> conversions;  ///< one a conversion

  /// Fits to uncalibrated predictions `raw` of `windows`; without windows everything is the identity.
  static SequenceCalibration Fit(const StepTable& steps, std::span<const Window> windows, const Predictions& raw);
  /// Calibrates all rows in place, on all threads.
  void Apply(Predictions& predictions) const;

  void Save(Archive& archive) const;
  /// Throws Error(kUsage) if a part is missing, not finite or out of range.
  static SequenceCalibration Load(const Archive& archive, size_t num_conversions);
};

}  // namespace auspex::learn
