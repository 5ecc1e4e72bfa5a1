#include "flow/table_recipes.h"

#include <algorithm>
#include <cstdio>

#include "base/error.h"
#include "learn/table/classifiers.h"
#include "learn/table/imbalance.h"
#include "learn/table/pair_encoding.h"
#include "learn/table/smote.h"
#include "learn/table/tuned_classifier.h"
#include "pack/toml_reader.h"

namespace auspex::flow {
namespace {

/// Rows that boosting with settings found by tuning stops early by. With the default ones, so many cautious rounds on all rows are better than rounds
/// that are chosen on fewer (10-fold AUC on Telco: LightGBM .8502 against .8489, XGBoost .8500 against .8495), and rows that are in order of time
/// and drift would stop it at once.
constexpr double kValidationShare = 0.15;
constexpr size_t kCalibrationFolds = 5;

bool StopsEarly(const std::string& model) { return model == "lightgbm" || model == "xgboost"; }

std::string TrialLine(const std::string& model, const learn::Trial& last, const learn::Trial& best) {
  char line[160];
  std::snprintf(line, sizeof line, "%s: trial %zu on %.0f %% of the rows, log loss %.5f; best so far %.5f (trial %zu)", model.c_str(), last.number + 1,
                100 * last.share, last.loss, best.loss, best.number + 1);
  return line;
}

learn::ClassifierOptions SettingsOf(const pack::OneTable& table) {
  learn::ClassifierOptions settings;
  settings.boosting.seeds = table.seeds;
  for (const pack::MonotoneColumn& each : table.monotone) settings.monotone.push_back({each.column, each.direction});
  return settings;
}

/// The settings of a model stay the defaults where pairs are found: what counts rows (leaves, least leaf) does not count copies, and fewer rounds are no
/// better (two folds of the bank table, 400 rounds against 250: LightGBM .8150 and .8146, XGBoost .8151 and .8145).
std::vector<learn::StepMaker> StepsOf(const pack::OneTable& table) {
  std::vector<learn::StepMaker> steps;
  if (table.pairs) {
    learn::PairEncodingOptions options;
    for (const pack::MonotoneColumn& each : table.monotone) options.without.push_back(each.column);
    steps.push_back(learn::PairEncoding(options));
  }
  if (table.balance == pack::Balance::kWeights) steps.push_back(learn::BalanceStep());
  if (table.balance == pack::Balance::kSmote) steps.push_back(learn::SmoteStep());
  return steps;
}

/// Why a model is not made with these settings here; empty if it is.
std::string WhyNot(const learn::ClassifierKind& kind, const learn::ClassifierOptions& settings) {
  std::string why = kind.unavailable();
  if (!why.empty()) return why;
  try {
    kind.make(settings);
  } catch (const Error& error) {
    why = error.message();
  }
  return why;
}

learn::ModelMaker TunedMaker(const std::string& model, const TableRecipeOptions& options, const learn::ClassifierOptions& defaults) {
  learn::TunedModel tuned;
  tuned.defaults = defaults;
  tuned.make = [model](const learn::ClassifierOptions& settings) { return learn::MakeClassifier(model, settings); };
  tuned.space = learn::TuningSpace(model);
  tuned.tuning.seconds = options.tune_seconds;
  tuned.tuning.trials = options.tune_trials;
  if (options.tune_trials > 0) tuned.tuning.patience = 0;  // as many as were asked for
  tuned.validation_share = StopsEarly(model) ? kValidationShare : 0;
  if (options.tell) {
    tuned.callback = [model, tell = options.tell](const learn::Trial& last, const learn::Trial& best) { tell(TrialLine(model, last, best)); };
  }
  return learn::Tuned(std::move(tuned));
}

}  // namespace

learn::Recipe TableRecipe(const std::string& model, const TableRecipeOptions& options, const pack::OneTable& table) {
  const learn::ClassifierOptions settings = SettingsOf(table);
  learn::MakeClassifier(model, settings);  // throws for one that is not there
  learn::Recipe recipe;
  recipe.name = model;
  recipe.steps = StepsOf(table);
  recipe.calibration_folds = options.calibrate ? kCalibrationFolds : 0;
  const bool tuned = options.tune_seconds > 0 || options.tune_trials > 0;
  recipe.validation_share = tuned && StopsEarly(model) ? kValidationShare : 0;
  if (tuned) recipe.model = TunedMaker(model, options, settings);
  else recipe.model = [model, settings] { return learn::MakeClassifier(model, settings); };
  return recipe;
}

void CheckMonotone(const pack::OneTable& table, const learn::Schema& schema) {
  std::vector<std::string> numbers;
  for (const auto& info : schema)
    if (!info.is_category()) numbers.push_back(info.name);
  for (const pack::MonotoneColumn& each : table.monotone) {
    if (std::ranges::count(numbers, each.column) > 0) continue;
    const bool category = std::ranges::count(schema, each.column, &learn::FeatureInfo::name) > 0;
    const std::string what = category ? "`, whose values are texts, which have no order" : "`, a column that is not there to learn from";
    pack::Refuse("[table.monotone] names `" + each.column + what, each.where, pack::Suggest(each.column, numbers));
  }
}

ModelsHere ChooseModels(const std::vector<std::string>& asked, const pack::OneTable& table) {
  ModelsHere here{asked, {}};
  if (!asked.empty()) {
    for (const auto& name : asked) learn::MakeClassifier(name, SettingsOf(table));
    return here;
  }
  for (const learn::ClassifierKind& kind : learn::ClassifierKinds()) {
    const std::string why = WhyNot(kind, SettingsOf(table));
    if (why.empty()) here.names.push_back(kind.name);
    else here.notes.push_back("the model " + std::string(kind.name) + " is left out: " + why);
  }
  if (here.names.empty()) throw Error(Fault::kUsage, "no model is available here", "models", "See why with: auspex doctor");
  return here;
}

}  // namespace auspex::flow
