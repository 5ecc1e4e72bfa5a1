#include "learn/sequence_calibration.h"

#include <string>

#include "base/error.h"
#include "base/threads.h"
#include "learn/archive.h"
#include "learn/window_rows.h"

namespace auspex::learn {
namespace {

std::string PartName(size_t conversion, const char* part) {
  return "calibration.conversion" + std::to_string(conversion) + "." + part;
}

}  // namespace

SequenceCalibration SequenceCalibration::Fit(const StepTable& steps, std::span<const Window> windows,
                                             const Predictions& raw) {
  SequenceCalibration fitted;
  fitted.conversions.resize(raw.num_conversions);
  if (windows.empty()) return fitted;
  fitted.temperature = FitTemperature(raw.symbols, NextLabels(steps, windows));
  std::vector<float> column(raw.rows);
  for (size_t c = 0; c < raw.num_conversions; ++c) {
    for (size_t r = 0; r < raw.rows; ++r) column[r] = raw.conversions[r * raw.num_conversions + c];
    fitted.conversions[c] = FitPlatt(column, ConversionLabels(steps, windows, c));
  }
  return fitted;
}

void SequenceCalibration::Apply(Predictions& predictions) const {
  const size_t width = predictions.num_symbols, outcomes = predictions.num_conversions;
  ParallelFor(predictions.rows, 4096, [&](size_t begin, size_t end) {
    for (size_t r = begin; r < end; ++r) {
      ApplyTemperature(std::span(predictions.symbols).subspan(r * width, width), temperature);
      for (size_t c = 0; c < outcomes; ++c) {
        float& p = predictions.conversions[r * outcomes + c];
        p = conversions[c](p);
      }
    }
  });
}

void SequenceCalibration::Save(Archive& archive) const {
  archive.Set("calibration.temperature", temperature);
  for (size_t c = 0; c < conversions.size(); ++c) {
    archive.Set(PartName(c, "slope"), conversions[c].slope);
    archive.Set(PartName(c, "intercept"), conversions[c].intercept);
  }
}

SequenceCalibration SequenceCalibration::Load(const Archive& archive, size_t num_conversions) {
  SequenceCalibration loaded;
  loaded.temperature = archive.GetNumber("calibration.temperature");
  if (!(loaded.temperature > 0))
    throw Error(Fault::kUsage, "the model's calibration temperature is not positive", "model archive",
                "The model is damaged; train it again.");
  for (size_t c = 0; c < num_conversions; ++c)
    loaded.conversions.push_back({archive.GetNumber(PartName(c, "slope")), archive.GetNumber(PartName(c, "intercept"))});
  return loaded;
}

}  // namespace auspex::learn
