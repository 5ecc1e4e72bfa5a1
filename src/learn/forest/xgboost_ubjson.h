#pragma once
// The trees in XGBoost's binary models (XGBoosterSaveModelToBuffer, "ubj"; ubjson.org, draft 12), with every float whole.
#include <string>
#include <string_view>
#include <vector>

#include "learn/forest/xgboost_trees.h"

namespace auspex::learn {

/// In the order of the rounds. Throws Error(kUsage) naming `where` for bytes that are cut off or hold no trees.
std::vector<XgboostTree> ReadXgboostUbjson(std::string_view bytes, const std::string& where);

}  // namespace auspex::learn
