// Saving and loading of fitted recipes (recipe.h).
#include <utility>

#include "learn/archive.h"
#include "learn/forest/forest_archive.h"
#include "learn/table/classifiers.h"
#include "learn/table/recipe.h"
#include "learn/table/recipe_steps.h"

namespace auspex::learn {
namespace {

std::string StepName(size_t step) { return "recipe.step" + std::to_string(step); }

}  // namespace

void FittedRecipe::Save(Archive& archive) const {
  SaveSchema(schema_, "recipe.schema", archive);
  std::vector<std::string> names;
  for (const auto& step : steps_) {
    if (!step->Applies()) continue;
    Archive part;
    step->Save(part);
    archive.Nest(StepName(names.size()), std::move(part));
    names.push_back(step->Name());
  }
  archive.Set("recipe.steps", std::move(names));
  Archive model, calibration;
  model_->Save(model);
  archive.Set("recipe.model", model_->Name());
  archive.Nest("recipe.model", std::move(model));
  archive.Set("recipe.prior_odds", prior_.odds());
  calibrator_.Save(calibration);
  archive.Nest("recipe", std::move(calibration));
}

FittedRecipe FittedRecipe::Load(const Archive& archive) {
  FittedRecipe loaded;
  loaded.schema_ = LoadSchema("recipe.schema", archive);
  Schema schema = loaded.schema_;
  for (const std::string& name : archive.GetTexts("recipe.steps")) {
    loaded.steps_.push_back(LoadStep(name, archive.Part(StepName(loaded.steps_.size())), schema));
    schema = SchemaAfter(*loaded.steps_.back(), schema);
  }
  loaded.model_ = LoadClassifier(archive.GetText("recipe.model"), archive.Part("recipe.model"));
  if (loaded.model_->Name() != archive.GetText("recipe.model")) RefuseArchive("the recipe names another model than it holds");
  if (loaded.model_->schema() != schema) RefuseArchive("the recipe's model is of other columns than its steps give");
  const double odds = archive.GetNumber("recipe.prior_odds");
  if (!(odds > 0)) RefuseArchive("the recipe's correction of the odds is not positive");
  loaded.prior_ = PriorCorrection::OfOdds(odds);
  loaded.calibrator_ = Calibrator::Load(archive.Part("recipe"));
  return loaded;
}

}  // namespace auspex::learn
