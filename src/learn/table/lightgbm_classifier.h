#pragma once
// Gradient boosting by LightGBM, where its library is there (lightgbm_library.h); once fitted it is a forest of ours and needs the library no more.
//
// Numbers, categories (one against the others; sets of them where there are more than 32) and missing values are taken as they are. With
// validation rows it stops BoostingOptions::patience rounds after the best log loss on them and keeps the rounds up to it; without, it grows
// BoostingOptions::rounds_alone rounds. min_leaf_weight counts rows, whatever they weigh, and copies of one as one. With BoostingOptions::seeds
// the model is the mean of that many, one forest. The same bits for any number of threads (lightgbm_training.h says by what).
#include <memory>
#include <string>

#include "learn/table/classifier.h"
#include "learn/table/classifier_options.h"

namespace auspex::learn {

/// Fit throws as MakeBoostingTask, and Error(kData) with the engine's text.
std::unique_ptr<Classifier> MakeLightgbm(const ClassifierOptions& options);

/// Why there is no LightGBM here, and what to do; empty if there is.
std::string WhyNoLightgbm();

}  // namespace auspex::learn
