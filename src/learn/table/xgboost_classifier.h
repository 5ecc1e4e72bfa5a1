#pragma once
// Gradient boosting by XGBoost; once fitted it is a forest of ours.
//
// Numbers, categories (one against the others; sets of them where there are more than 32) and missing values are taken as they are. With
// validation rows it stops BoostingOptions::patience rounds after the best log loss on them and keeps the rounds up to it; without, it grows
// BoostingOptions::rounds_alone rounds. min_leaf_weight is the hessian of so many rows at the share of
// yes in all rows, so leaves of rows that are nearly certain hold more of them. With BoostingOptions::seeds
// the model is the mean of that many, one forest. The same bits for any number of threads (xgboost_training.h says by what).
#include <memory>
#include <string>

#include "learn/table/classifier.h"
#include "learn/table/classifier_options.h"

namespace auspex::learn {

/// Fit throws as MakeBoostingTask, and Error(kData) with the engine's text.
std::unique_ptr<Classifier> MakeXgboost(const ClassifierOptions& options);

}  // namespace auspex::learn
