#include "learn/table/tuned_classifier.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/random.h"
#include "learn/binary_metrics.h"
#include "learn/table/explainer.h"

namespace auspex::learn {
namespace {

/// The first rows of each class in an order that the seed fixes.
Fold Shorten(const Fold& fold, std::span<const uint8_t> labels, double share, uint64_t seed) {
  if (share >= 1) return fold;
  constexpr double kLeastRows = 200, kLeastOfClass = 20;
  std::array<std::vector<uint32_t>, 2> classes;
  for (uint32_t row : fold.train) classes[labels[row]].push_back(row);
  const double wanted = std::max(share, kLeastRows / static_cast<double>(fold.train.size()));
  Fold shorter{.name = fold.name, .train = {}, .test = fold.test};
  for (size_t c = 0; c < 2; ++c) {
    Random random(seed, c);
    random.Shuffle(std::span(classes[c]));
    const double least = std::max(kLeastOfClass, std::ceil(wanted * static_cast<double>(classes[c].size())));
    classes[c].resize(std::min(classes[c].size(), static_cast<size_t>(least)));
    shorter.train.insert(shorter.train.end(), classes[c].begin(), classes[c].end());
  }
  std::sort(shorter.train.begin(), shorter.train.end());
  return shorter;
}

/// Rows to tune on: a copy of a row that is judged on must not be learnt from, so each row is there once, with the weight of all its copies.
LabelledTable OneOfEach(const TrainingRows& rows) {
  if (rows.copies == 1) return {rows.table, {rows.labels.begin(), rows.labels.end()}, {rows.weights.begin(), rows.weights.end()}};
  const size_t count = rows.table.rows / rows.copies;
  std::vector<uint32_t> first(count);
  std::iota(first.begin(), first.end(), 0u);
  LabelledTable once{TakeRows(rows.table, first), {rows.labels.begin(), rows.labels.begin() + static_cast<ptrdiff_t>(count)}, {}};
  for (size_t r = 0; r < count && !rows.weights.empty(); ++r) once.weights.push_back(rows.weights[r] * static_cast<float>(rows.copies));
  return once;
}

class TunedClassifier : public Classifier {
 public:
  explicit TunedClassifier(TunedModel settings) : settings_(std::move(settings)) {}

  std::string Name() const override { return model_ ? model_->Name() : "tuned"; }
  void Fit(const TrainingRows& rows, const TrainingRows* validation, uint64_t seed, Progress& progress) override {
    model_ = settings_.make(TuneOn(settings_, OneOfEach(rows), seed, progress).best.options);
    model_->Fit(rows, validation, seed, progress);
  }
  void Margins(const FeatureTable& table, std::span<double> out) const override { Fitted().Margins(table, out); }
  bool IsProbability() const override { return Fitted().IsProbability(); }
  const Schema& schema() const override { return Fitted().schema(); }
  const Forest* forest() const override { return Fitted().forest(); }
  std::unique_ptr<Explainer> MakeExplainer() const override { return Fitted().MakeExplainer(); }
  void Save(Archive& archive) const override { Fitted().Save(archive); }

 private:
  const Classifier& Fitted() const {
    if (!model_) throw Error(Fault::kInternal, "a model was used before it was fitted");
    return *model_;
  }

  TunedModel settings_;
  std::unique_ptr<Classifier> model_;
};

}  // namespace

double LossOfTrial(const TunedModel& model, const LabelledTable& data, std::span<const Fold> folds, const ClassifierOptions& options, double share,
                   uint64_t seed, Progress& progress) {
  const Recipe recipe{.name = "trial", .model = [&] { return model.make(options); }, .validation_share = model.validation_share};
  std::vector<float> probabilities(data.table.rows);
  for (const Fold& fold : folds) {
    std::vector<float> tested;
    FitFold(recipe, data, Shorten(fold, data.labels, share, seed), seed, progress, tested);
    for (size_t i = 0; i < tested.size(); ++i) probabilities[fold.test[i]] = tested[i];
  }
  const std::vector<int8_t> labels(data.labels.begin(), data.labels.end());
  return BinaryEvaluation(probabilities, std::span<const int8_t>(labels)).Measure(data.weights).log_loss;
}

TuningResult TuneOn(const TunedModel& model, const LabelledTable& data, uint64_t seed, Progress& progress) {
  const std::vector<Fold> folds = InnerFolds(data.labels, {.folds = model.folds, .seed = seed});
  const auto loss = [&](const ClassifierOptions& options, double share) {
    return LossOfTrial(model, data, folds, options, share, seed, progress);
  };
  return Tune(model.space, model.defaults, model.tuning, loss, model.callback);
}

ModelMaker Tuned(TunedModel model) {
  return [model = std::move(model)] { return std::make_unique<TunedClassifier>(model); };
}

}  // namespace auspex::learn
