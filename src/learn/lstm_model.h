#pragma once
// The LSTM as a SequenceModel: `members` networks trained from different seeds, their logits averaged (which takes the
// geometric mean of their probabilities), calibrated on held-out windows. Its curve holds the epochs of one member after
// the other. Memory of a window grows with its length, by about 20 × `hidden` floats a step while training.
#include <memory>

#include "learn/sequence.h"
#include "learn/sequence_options.h"

namespace auspex::learn {

/// A model that is not fitted. Throws Error(kUsage) for an option out of range, naming it.
std::unique_ptr<SequenceModel> MakeLstm(const LstmOptions& options);
/// A fitted model. Throws Error(kUsage) naming what is missing, has another shape, or is not finite.
std::unique_ptr<SequenceModel> LoadLstm(const Archive& archive);

}  // namespace auspex::learn
