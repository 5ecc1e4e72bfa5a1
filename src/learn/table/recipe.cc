#include "learn/table/recipe.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "base/error.h"
#include "base/progress.h"
#include "base/random.h"
#include "learn/table/training_check.h"

namespace auspex::learn {
namespace {

LabelledTable TakeLabelled(const LabelledTable& data, std::span<const uint32_t> rows) {
  LabelledTable taken{TakeRows(data.table, rows), {}, {}};
  for (uint32_t row : rows) {
    taken.labels.push_back(data.labels[row]);
    if (!data.weights.empty()) taken.weights.push_back(data.weights[row]);
    if (!data.times.empty()) taken.times.push_back(data.times[row]);
  }
  return taken;
}

/// Rows before and from the time that has `share` of the rows before it.
Fold CutAtShare(std::span<const int64_t> times, double share) { return SplitByTime(times, TimeAtShare(times, share)); }

/// Parallel columns to be calibrated on.
struct Foretold {
  std::vector<float> probabilities, weights;
  std::vector<int8_t> labels;

  Foretold(std::vector<float> p, const LabelledTable& rows)
      : probabilities(std::move(p)), weights(rows.weights), labels(rows.labels.begin(), rows.labels.end()) {}
  CalibrationRows rows() const { return {probabilities, labels, weights}; }
  CalibrationRows part(size_t begin, size_t count) const {
    const auto cut = [&](const auto& values) { return std::span(values).subspan(begin, count); };
    return {cut(probabilities), cut(labels), weights.empty() ? std::span<const float>() : cut(weights)};
  }
};

TrainingRows ViewOf(const LabelledTable& data) { return {data.table, data.labels, data.weights}; }

/// The fold of which every row trains and a stratified share of each class is set apart, at least one row.
Fold SetApart(std::span<const uint8_t> labels, double share, uint64_t seed) {
  Fold fold;
  for (uint8_t label = 0; label < 2; ++label) {
    std::vector<uint32_t> rows;
    for (uint32_t r = 0; r < labels.size(); ++r)
      if (labels[r] == label) rows.push_back(r);
    if (rows.size() < 2) throw Error(Fault::kData, "a class has too few rows to set some apart for early stopping", "validation");
    Random random(seed, label);
    random.Shuffle(std::span(rows));
    const auto apart = std::clamp<size_t>(static_cast<size_t>(std::lround(share * static_cast<double>(rows.size()))), 1, rows.size() - 1);
    fold.test.insert(fold.test.end(), rows.begin(), rows.begin() + static_cast<ptrdiff_t>(apart));
    fold.train.insert(fold.train.end(), rows.begin() + static_cast<ptrdiff_t>(apart), rows.end());
  }
  std::sort(fold.test.begin(), fold.test.end());
  std::sort(fold.train.begin(), fold.train.end());
  return fold;
}

/// A step is code of others: what it returns is not taken on trust.
void CheckStepOutput(const RecipeStep& step, const LabelledTable& rows) {
  CheckTable(rows.table);
  if (rows.labels.size() != rows.table.rows || !(rows.weights.empty() || rows.weights.size() == rows.table.rows))
    throw Error(Fault::kInternal, "the step '" + step.Name() + "' gave " + std::to_string(rows.labels.size()) + " outcomes and " +
                                      std::to_string(rows.weights.size()) + " weights for " + std::to_string(rows.table.rows) + " rows");
  if (rows.copies == 0 || rows.table.rows % rows.copies != 0)
    throw Error(Fault::kInternal, "the step '" + step.Name() + "' gave " + std::to_string(rows.table.rows) + " rows for " +
                                      std::to_string(rows.copies) + " copies");
}

}  // namespace

/// The one place that makes training parts, each from the training side of a fold.
class RecipeRunner {
 public:
  RecipeRunner(const Recipe& recipe, Progress& progress) : recipe_(recipe), progress_(progress) {
    if (!(recipe.validation_share >= 0 && recipe.validation_share < 1))
      throw Error(Fault::kUsage, "the share of rows for early stopping must be from 0 to below 1", recipe.name);
  }

  FittedRecipe Fit(LabelledTable rows, uint64_t seed) {
    if (recipe_.calibration_folds == 0) return FitModel(std::move(rows), seed);
    FittedRecipe earlier;
    if (rows.times.empty()) {
      earlier.calibrator_ = CalibrateByFolds(rows, seed);
    } else {
      earlier = FitEarlier(rows, seed);
      if (!recipe_.fit_again) return earlier;
    }
    FittedRecipe fitted = FitModel(std::move(rows), seed);
    fitted.calibrator_ = std::move(earlier.calibrator_);
    return fitted;
  }

 private:
  static constexpr uint64_t kApart = 1, kInner = 2, kModel = 3, kStep = 16;

  /// Not calibrated.
  FittedRecipe FitModel(LabelledTable rows, uint64_t seed) {
    if (recipe_.validation_share <= 0) return FitOn(std::move(rows), nullptr, seed);
    const Fold apart = rows.times.empty() ? SetApart(rows.labels, recipe_.validation_share, Mix(seed ^ kApart))
                                          : CutAtShare(rows.times, 1 - recipe_.validation_share);
    LabelledTable validation = TakeLabelled(rows, apart.test);
    return FitOn(TakeLabelled(rows, apart.train), &validation, seed);
  }

  /// Takes `rows` over: each step's output replaces the input.
  FittedRecipe FitOn(LabelledTable rows, LabelledTable* validation, uint64_t seed) {
    FittedRecipe fitted;
    fitted.schema_ = rows.table.schema;
    const double share = ShareOfYes(rows.labels, rows.weights);
    size_t copies = 1;
    for (const StepMaker& maker : recipe_.steps) {
      std::unique_ptr<RecipeStep> step = maker();
      const TrainingPart part(std::move(rows), Mix(seed ^ (kStep + fitted.steps_.size())));
      rows = step->Fit(part);
      CheckStepOutput(*step, rows);
      copies *= rows.copies;
      if (validation) validation->table = step->Apply(validation->table);
      fitted.steps_.push_back(std::move(step));
    }
    CorrectPrior(rows, share, validation, fitted);
    fitted.model_ = recipe_.model();
    TrainingRows training = ViewOf(rows);
    training.copies = copies;
    if (validation) {
      const TrainingRows stopping = ViewOf(*validation);
      fitted.model_->Fit(training, &stopping, Mix(seed ^ kModel), progress_);
    } else {
      fitted.model_->Fit(training, nullptr, Mix(seed ^ kModel), progress_);
    }
    return fitted;
  }

  /// `rows` after the steps, `share` of yes before them. One class only is left for the model to refuse.
  static void CorrectPrior(const LabelledTable& rows, double share, LabelledTable* validation, FittedRecipe& fitted) {
    const double trained = ShareOfYes(rows.labels, rows.weights);
    if (!(share > 0 && share < 1 && trained > 0 && trained < 1)) return;
    fitted.prior_ = PriorCorrection(trained, share);
    if (!validation || fitted.prior_.changes_nothing()) return;
    const double there = ShareOfYes(validation->labels, validation->weights);
    if (!(there > 0 && there < 1)) return;
    const double wanted = there / (there + (1 - there) * fitted.prior_.odds());
    validation->weights = WeightsForShare(validation->labels, validation->weights, wanted);
  }

  static std::vector<float> Foretell(const FittedRecipe& fitted, const LabelledTable& rows, const Fold& fold) {
    std::vector<float> tested(fold.test.size());
    fitted.Predict(TakeRows(rows.table, fold.test), tested);
    return tested;
  }

  Calibrator CalibrateByFolds(const LabelledTable& rows, uint64_t seed) {
    std::vector<float> probabilities(rows.labels.size());
    for (const Fold& fold : InnerFolds(rows.labels, {.folds = recipe_.calibration_folds, .seed = Mix(seed ^ kInner)})) {
      const std::vector<float> tested = Foretell(FitModel(TakeLabelled(rows, fold.train), seed), rows, fold);
      for (size_t i = 0; i < tested.size(); ++i) probabilities[fold.test[i]] = tested[i];
    }
    return ChooseCalibration(Foretold(std::move(probabilities), rows).rows()).calibrator;
  }

  /// On the rows but the latest, which, in order of time, say how to calibrate; the chosen kind is fitted again on all of them.
  FittedRecipe FitEarlier(const LabelledTable& rows, uint64_t seed) {
    Fold cut = CutAtShare(rows.times, 1 - 1 / static_cast<double>(std::max<size_t>(recipe_.calibration_folds, 2)));
    std::stable_sort(cut.test.begin(), cut.test.end(), [&](uint32_t a, uint32_t b) { return rows.times[a] < rows.times[b]; });
    FittedRecipe fitted = FitModel(TakeLabelled(rows, cut.train), seed);
    const Foretold later(Foretell(fitted, rows, cut), TakeLabelled(rows, cut.test));
    const size_t half = cut.test.size() / 2;
    const CalibrationChoice choice = ChooseCalibration(later.part(0, half), later.part(half, cut.test.size() - half));
    fitted.calibrator_ = FitCalibrator(choice.calibrator.kind, later.rows());
    return fitted;
  }

  const Recipe& recipe_;
  Progress& progress_;
};

void FittedRecipe::CheckShape(const FeatureTable& table) const {
  if (table.features() != schema_.size()) throw Error(Fault::kInternal, "a recipe was given a table of another shape than it was fitted on");
}

void FittedRecipe::Predict(const FeatureTable& table, std::span<float> out) const {
  CheckShape(table);
  if (table.rows != out.size()) throw Error(Fault::kInternal, "a recipe was asked for another number of probabilities than rows");
  if (steps_.empty()) Probabilities(*model_, table, out);
  else Probabilities(*model_, Transform(table), out);
  for (float& p : out) p = calibrator_(prior_(p));
}

FeatureTable FittedRecipe::Transform(const FeatureTable& table) const {
  CheckShape(table);
  if (steps_.empty()) return table;
  FeatureTable changed = steps_.front()->Apply(table);
  for (size_t s = 1; s < steps_.size(); ++s) changed = steps_[s]->Apply(changed);
  return changed;
}

std::vector<std::vector<size_t>> FittedRecipe::Sources() const {
  std::vector<std::vector<size_t>> sources;
  for (size_t f = 0; f < schema_.size(); ++f) sources.push_back({f});
  Schema schema = schema_;
  for (const auto& step : steps_) {
    std::vector<std::vector<size_t>> made;
    for (const std::vector<size_t>& from : step->Sources(schema)) {
      std::set<size_t> all;
      for (const size_t f : from) all.insert(sources[f].begin(), sources[f].end());
      made.emplace_back(all.begin(), all.end());
    }
    sources = std::move(made);
    schema = SchemaAfter(*step, schema);
  }
  return sources;
}

FittedRecipe FitFold(const Recipe& recipe, const LabelledTable& data, const Fold& fold, uint64_t seed, Progress& progress,
                     std::vector<float>& tested) {
  CheckFolds(std::span(&fold, 1), data.table.rows);
  FittedRecipe fitted = RecipeRunner(recipe, progress).Fit(TakeLabelled(data, fold.train), seed);
  tested.resize(fold.test.size());
  fitted.Predict(TakeRows(data.table, fold.test), tested);
  return fitted;
}

FittedRecipe FitOnAll(const Recipe& recipe, const LabelledTable& data, uint64_t seed, Progress& progress) {
  return RecipeRunner(recipe, progress).Fit(data, seed);
}

void CheckLabelled(const LabelledTable& data) {
  const size_t rows = data.table.rows;
  if (!(data.times.empty() || data.times.size() == rows))
    throw Error(Fault::kInternal, "a table was given times for another number of rows");
  CheckTraining({data.table, data.labels, data.weights});
}

}  // namespace auspex::learn
