#include "learn/table/forest_classifier.h"

#include <utility>

#include "base/error.h"
#include "learn/archive.h"
#include "learn/forest/forest_archive.h"
#include "learn/forest/forest_shap.h"

namespace auspex::learn {

void ForestClassifier::SetForest(Forest forest) {
  forest_ = std::move(forest);
  scorer_ = std::make_unique<ForestScorer>(forest_);
}

void ForestClassifier::Fit(const TrainingRows&, const TrainingRows*, uint64_t, Progress&) {
  throw Error(Fault::kInternal, "the model '" + name_ + "' was read from a file and cannot be fitted");
}

void ForestClassifier::Margins(const FeatureTable& table, std::span<double> out) const {
  if (!scorer_) throw Error(Fault::kInternal, "the model '" + name_ + "' is not fitted");
  scorer_->Margins(table, out);
}

std::unique_ptr<Explainer> ForestClassifier::MakeExplainer() const { return std::make_unique<ForestShap>(forest_); }

void ForestClassifier::Save(Archive& archive) const {
  archive.Set("classifier", name_);
  SaveForest(forest_, archive);
}

std::unique_ptr<Classifier> LoadForestClassifier(const Archive& archive) {
  return std::make_unique<ForestClassifier>(archive.GetText("classifier"), LoadForest(archive));
}

}  // namespace auspex::learn
