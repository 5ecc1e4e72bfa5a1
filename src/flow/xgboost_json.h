#pragma once
// XGBoost's JSON models (Booster.save_model("model.json"), 1.0 and later) as a Forest.
//
// Codes above all that the model names are unknown to it, so align tables to the Forest's schema, which makes them missing. How trees are
// read: learn/forest/xgboost_trees.h.
#include <string>
#include <string_view>

#include "learn/forest/forest.h"

namespace auspex::flow {

/// Throws Error(kUsage) naming `where` for anything but a sound binary:logistic model of plain trees (gbtree).
learn::Forest ReadXgboostJson(std::string_view text, const std::string& where);

}  // namespace auspex::flow
