#pragma once
// A model that tunes itself inside the rows it is given, so that a tuned recipe is judged on rows that no setting was chosen by (nested
// cross-validation; Cawley and Talbot, "On over-fitting in model selection", JMLR 11, 2010).
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "learn/table/recipe.h"
#include "learn/table/tuning.h"

namespace auspex::learn {

struct TunedModel {
  std::function<std::unique_ptr<Classifier>(const ClassifierOptions&)> make;
  std::vector<TuningDimension> space;
  ClassifierOptions defaults;
  TuningOptions tuning;
  size_t folds = 3;                ///< stratified, inside the rows given; a trial's loss is the pooled log loss
  double validation_share = 0;     ///< of each inner training side, for early stopping
  TuningCallback callback = {};
};

/// The log loss of one trial: every fold learns on `share` of its training side, each class alike, nested (fewer rows are among more), and at least
/// 200 rows and 20 of a class where there are as many.
double LossOfTrial(const TunedModel& model, const LabelledTable& data, std::span<const Fold> folds, const ClassifierOptions& options, double share,
                   uint64_t seed, Progress& progress);

/// Finds settings inside `data`. Throws what Tune and InnerFolds throw.
TuningResult TuneOn(const TunedModel& model, const LabelledTable& data, uint64_t seed, Progress& progress);

/// For Recipe::model. Fit tunes on the rows and then fits the best settings on all of them with the validation rows given.
ModelMaker Tuned(TunedModel model);

}  // namespace auspex::learn
