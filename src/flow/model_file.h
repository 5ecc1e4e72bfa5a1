#pragma once
// One file a model of journeys: what it was trained on, how it encodes steps, and its tensors. The format is described in
// docs/model-format.md; a file that is cut off, damaged, foreign or newer is an Error(kUsage), never a crash.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "data/step_encoder.h"
#include "learn/sequence.h"

namespace auspex::flow {

/// A fitted model with all that is needed to use it on new journeys.
struct TrainedModel {
  std::string pack, pack_fingerprint, task;
  std::vector<std::string> conversions;
  size_t steps = 0;           ///< how many last steps it sees; 0: all
  double horizon_days = 0;
  uint64_t seed = 0;
  data::TimeSplit split;      ///< on which it was trained, validated and may be tested
  data::StepEncoder encoder;
  std::unique_ptr<learn::SequenceModel> model;
};

/// Writes the whole file under a temporary name, then renames it.
void WriteModel(const std::filesystem::path& path, const TrainedModel& trained);
TrainedModel ReadModel(const std::filesystem::path& path);
/// Throws Error(kUsage) if the pack has changed since the model was trained, so that it cannot be used any more. `name` is used in the error.
void CheckFits(const TrainedModel& trained, const pack::Pack& pack, const std::string& name);

/// The bytes of a model file, for tests and fuzzing. `name` is used in errors.
std::string EncodeModel(const TrainedModel& trained);
TrainedModel DecodeModel(std::string_view bytes, const std::string& name);

}  // namespace auspex::flow
