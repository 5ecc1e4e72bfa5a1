#pragma once
// What every model of a yes-no outcome over a table promises.
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "learn/table/feature_table.h"

namespace auspex {
class Progress;
}

namespace auspex::learn {

class Archive;    // learn/archive.h
class Explainer;  // learn/table/explainer.h
struct Forest;    // learn/forest/forest.h

/// Rows to learn from. All spans have `table.rows` elements; the caller keeps them while Fit runs.
struct TrainingRows {
  const FeatureTable& table;
  std::span<const uint8_t> labels;   ///< 0 or 1
  std::span<const float> weights;    ///< at least 0; empty: 1 each
  /// Times that each row is there, all rows in their order one time after the other, in parts of its weight (LabelledTable::copies). Settings that
  /// count rows count a row once.
  size_t copies = 1;
};

/// What every model may be asked for. Constraints are by feature name.
struct Monotone {
  std::string feature;
  int direction = 0;  ///< +1: the probability must not fall as the feature rises; -1 the other way
};

/// A fitted or unfitted model. Fit once; Margins is const and may be called from several threads. The same data, settings and
/// seed give the same bits for any number of threads, unless the model's own header says otherwise.
class Classifier {
 public:
  virtual ~Classifier() = default;
  virtual std::string Name() const = 0;
  /// `validation` (may be nullptr) is for early stopping only. Throws Error(kData) as CheckTraining (training_check.h).
  virtual void Fit(const TrainingRows& rows, const TrainingRows* validation, uint64_t seed, Progress& progress) = 0;
  /// Raw outputs of a table that is aligned to schema(): log odds, or probabilities where IsProbability().
  virtual void Margins(const FeatureTable& table, std::span<double> out) const = 0;
  virtual bool IsProbability() const { return false; }
  virtual const Schema& schema() const = 0;
  /// The trees of a fitted model of trees; nullptr for others.
  virtual const Forest* forest() const { return nullptr; }
  /// Of a fitted model; must not outlive it.
  virtual std::unique_ptr<Explainer> MakeExplainer() const = 0;
  virtual void Save(Archive& archive) const = 0;
};

/// Probabilities in 0..1 of an aligned table.
void Probabilities(const Classifier& model, const FeatureTable& table, std::span<float> out);

}  // namespace auspex::learn
