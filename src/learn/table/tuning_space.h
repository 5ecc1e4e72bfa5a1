#pragma once
// What is worth tuning in each model (classifier_options.h), from where to where.
#include <string>
#include <vector>

#include "learn/table/classifier_options.h"

namespace auspex::learn {

enum class Scale { kLinear, kLogarithmic };

/// One setting. Drawn evenly on its scale.
struct TuningDimension {
  std::string name;
  double low = 0, high = 1;
  Scale scale = Scale::kLinear;
  bool whole = false;  ///< rounded
  void (*set)(ClassifierOptions& options, double value) = nullptr;
};

/// For "logistic", "tree", "random_forest", "xgboost" and "lightgbm". Throws Error(kUsage) for another name.
const std::vector<TuningDimension>& TuningSpace(const std::string& model);

}  // namespace auspex::learn
