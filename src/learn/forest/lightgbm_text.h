#pragma once
// LightGBM's text models (Booster.save_model, version=v3 and v4) as a Forest.
//
// Decisions follow LightGBM's include/LightGBM/tree.h: `value <= threshold` in double, moved to the float that decides alike; missing
// type None takes a missing value for 0, Zero takes 0 for missing, NaN sends a missing value to the default side; a missing category
// goes right. Covers are row counts, as in LightGBM's own contributions.
#include <string>
#include <string_view>

#include "learn/forest/forest.h"

namespace auspex::learn {

/// Throws Error(kUsage) naming `where` for anything but a sound model of a yes-no outcome: other objectives, several classes,
/// linear trees, text that is cut off or does not fit together.
Forest ReadLightgbmText(std::string_view text, const std::string& where);

/// The largest float f with f <= threshold: for a float x, x <= f decides as x <= threshold does in double.
float FloatAtMost(double threshold);

}  // namespace auspex::learn
