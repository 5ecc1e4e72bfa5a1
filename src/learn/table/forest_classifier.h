#pragma once
// What all models of trees are once they are fitted: a forest, whoever grew it. Scores, explains, saves and loads without the engine.
#include <memory>
#include <string>

#include "learn/forest/forest.h"
#include "learn/forest/forest_scoring.h"
#include "learn/table/classifier.h"

namespace auspex::learn {

class ForestClassifier : public Classifier {
 public:
  explicit ForestClassifier(std::string name) : name_(std::move(name)) {}
  /// A fitted one, from trees made elsewhere. `forest` must pass CheckForest.
  ForestClassifier(std::string name, Forest forest) : name_(std::move(name)) { SetForest(std::move(forest)); }

  std::string Name() const override { return name_; }
  /// Throws Error(kInternal): models that can be fitted override it.
  void Fit(const TrainingRows& rows, const TrainingRows* validation, uint64_t seed, Progress& progress) override;
  void Margins(const FeatureTable& table, std::span<double> out) const override;
  bool IsProbability() const override { return forest_.link == Link::kIdentity; }
  const Schema& schema() const override { return forest_.schema; }
  const Forest* forest() const override { return &forest_; }
  std::unique_ptr<Explainer> MakeExplainer() const override;
  void Save(Archive& archive) const override;

 protected:
  void SetForest(Forest forest);

 private:
  std::string name_;
  Forest forest_;
  std::unique_ptr<ForestScorer> scorer_;
};

/// Of any name; throws Error(kUsage) as LoadForest.
std::unique_ptr<Classifier> LoadForestClassifier(const Archive& archive);

}  // namespace auspex::learn
