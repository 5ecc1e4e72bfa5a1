#pragma once
// What a pack says about its model, as the model's options.
#include "learn/sequence_options.h"
#include "pack/pack.h"

namespace auspex::flow {

/// The models' defaults with the settings of the pack's [model] in their place.
learn::SequenceOptions SettingsOf(const pack::Pack& pack);

}  // namespace auspex::flow
