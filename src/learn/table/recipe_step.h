#pragma once
// What learns from rows before, and beside, a model: encoding, selection, balancing. A step is fitted on a TrainingPart, and only the code that cuts
// a split can make one (recipe.cc): so a step cannot see a row that it will be judged on.
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "learn/table/feature_table.h"
#include "learn/table/splits.h"

namespace auspex::learn {

class Archive;  // learn/archive.h

/// Rows with their outcomes.
struct LabelledTable {
  FeatureTable table;
  std::vector<uint8_t> labels;  ///< 0 or 1, one a row
  std::vector<float> weights;   ///< at least 0; empty: 1 each
  /// If given, what a recipe sets apart inside a training side is its latest rows, never a mixture of all times. Steps need not return them.
  std::vector<int64_t> times = {};
  /// Of what a step returns: times that each row it was given is there, all rows in their order one time after the other, in parts of its weight.
  size_t copies = 1;
};

/// The rows of a training side, as the steps before left them.
class TrainingPart {
 public:
  TrainingPart(const TrainingPart&) = delete;
  TrainingPart& operator=(const TrainingPart&) = delete;

  const FeatureTable& table() const { return rows_.table; }
  std::span<const uint8_t> labels() const { return rows_.labels; }
  std::span<const float> weights() const { return rows_.weights; }  ///< empty: 1 each
  double weight(size_t row) const { return rows_.weights.empty() ? 1.0 : static_cast<double>(rows_.weights[row]); }
  uint64_t seed() const { return seed_; }

 private:
  friend class RecipeRunner;
  TrainingPart(LabelledTable rows, uint64_t seed) : rows_(std::move(rows)), seed_(seed) {}

  LabelledTable rows_;
  uint64_t seed_;
};

class RecipeStep {
 public:
  virtual ~RecipeStep() = default;
  virtual std::string Name() const = 0;
  /// Learns from the training rows, once, and returns what the next step learns from: rows may be other ones (balancing), and columns must be of the
  /// schema that Apply gives, though made without a row's own outcome (out-of-fold encodings).
  virtual LabelledTable Fit(const TrainingPart& part) = 0;
  /// Any rows of the schema that Fit saw, as many as before.
  virtual FeatureTable Apply(const FeatureTable& table) const = 0;
  /// Of each column that Apply gives to tables of the schema `input`, the columns of `input` that it is made of. As it is: the one of the same name.
  virtual std::vector<std::vector<size_t>> Sources(const Schema& input) const;
  /// Whether Apply may change anything: one that does not is no part of a saved recipe.
  virtual bool Applies() const { return true; }
  /// What it learned; recipe_steps.h loads it. Throws Error(kInternal) for a step that is not made to be saved.
  virtual void Save(Archive& archive) const;
};
using StepMaker = std::function<std::unique_ptr<RecipeStep>()>;

/// The schema that a step gives to tables of the schema `input`.
Schema SchemaAfter(const RecipeStep& step, const Schema& input);

/// A step that changes the training rows and nothing else: oversampling, weights.
StepMaker RowsStep(std::string name, std::function<LabelledTable(const TrainingPart&)> change);

/// Stratified folds inside a training part, fewer where a class has fewer rows. Throws Error(kData) if a class has less than 2.
std::vector<Fold> InnerFolds(std::span<const uint8_t> labels, const FoldOptions& options);

}  // namespace auspex::learn
