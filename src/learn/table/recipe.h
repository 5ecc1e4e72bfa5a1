#pragma once
// The way from rows to a judged model that cannot leak. A Recipe says what is to be done (steps, a model, a calibration) and holds nothing fitted.
// Whoever judges it gives the whole table and the folds (crossvalidate.h); everything that learns is then fitted inside each training side.
// Recipes of the same data, folds and seed give the same bits for any number of threads, as far as their models do.
#include <array>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "learn/choose_calibration.h"
#include "learn/table/classifier.h"
#include "learn/table/prior_correction.h"
#include "learn/table/recipe_step.h"

namespace auspex::learn {

using ModelMaker = std::function<std::unique_ptr<Classifier>()>;

struct Recipe {
  std::string name;
  ModelMaker model;
  std::vector<StepMaker> steps = {};  ///< in their order, before the model
  /// Share of a training side, stratified, that the steps and the model are not fitted on but that the model stops early by; 0: none. Of rows
  /// with times: the latest.
  double validation_share = 0;
  /// Folds inside a training side whose out-of-fold predictions choose and fit a calibration (choose_calibration.h); 0: not calibrated. Of rows with
  /// times: the latest 1 / calibration_folds, foretold from the earlier ones; the first half of it fits each kind and the second one judges.
  size_t calibration_folds = 0;
  /// Of rows with times that are calibrated on: whether steps and model are then fitted again on all rows; false: those that foretold the latest rows
  /// are kept, with the calibration that is theirs. For where the latest rows are few beside the others, and a second fit is not worth its time.
  bool fit_again = true;
};

/// Fitted steps, model, correction and calibration. Where steps changed the proportions of the classes (balancing, oversampling), probabilities are
/// set back to those of the training side before they are calibrated, and the rows for early stopping are weighted to the proportions that the model saw.
class FittedRecipe {
 public:
  /// Probabilities of a table that is aligned to schema(). Throws Error(kInternal) for another number of columns.
  void Predict(const FeatureTable& table, std::span<float> out) const;

  /// The same table as the model sees it: of model().schema(), and so what the model explains. Throws Error(kInternal) as Predict.
  FeatureTable Transform(const FeatureTable& table) const;
  /// Of each column of model().schema() the columns of schema() that it is made of, rising; one that no step changed: itself.
  std::vector<std::vector<size_t>> Sources() const;

  /// All that Predict needs, under "recipe.…": a loaded recipe predicts the same bits. Throws Error(kInternal) as RecipeStep::Save.
  void Save(Archive& archive) const;
  /// Throws Error(kUsage) for what is missing, damaged or does not fit together, and for steps and models that this version does not know.
  static FittedRecipe Load(const Archive& archive);

  bool has_steps() const { return !steps_.empty(); }
  const Schema& schema() const { return schema_; }
  const Classifier& model() const { return *model_; }
  const PriorCorrection& prior() const { return prior_; }
  const Calibrator& calibrator() const { return calibrator_; }

 private:
  friend class RecipeRunner;
  void CheckShape(const FeatureTable& table) const;

  Schema schema_;
  std::vector<std::unique_ptr<RecipeStep>> steps_;
  std::unique_ptr<Classifier> model_;
  PriorCorrection prior_;
  Calibrator calibrator_;
};

/// Fits on the training side of `fold` and writes probabilities of its test side, in the order of fold.test, to `tested`. Throws
/// Error(kUsage) as CheckFolds and for a validation share outside 0..1, and what steps and models throw. Tables are checked by the
/// caller (CheckLabelled).
FittedRecipe FitFold(const Recipe& recipe, const LabelledTable& data, const Fold& fold, uint64_t seed, Progress& progress,
                     std::vector<float>& tested);

/// Fits on every row (but for Recipe::fit_again): the model to be used, after it was judged. Same errors.
FittedRecipe FitOnAll(const Recipe& recipe, const LabelledTable& data, uint64_t seed, Progress& progress);

/// Throws Error(kData) as CheckTable, for labels other than 0 and 1 or of one class only, for no row, and for weights that are negative, not
/// finite or all 0; Error(kInternal) for unequal sizes.
void CheckLabelled(const LabelledTable& data);

}  // namespace auspex::learn
