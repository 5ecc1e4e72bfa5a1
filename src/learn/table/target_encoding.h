#pragma once
// Categories as the share of yes among their rows, shrunk towards that of all: (yes + m × share of all) / (rows + m). D. Micci-Barreca, "A
// preprocessing scheme for high-cardinality categorical attributes in classification and prediction problems", SIGKDD Explorations 3(1),
// 2001. Training rows get the encoding of inner folds that they are not in, so that no row's own outcome is in its feature.
#include "learn/table/recipe_step.h"

namespace auspex::learn {

struct TargetEncodingOptions {
  size_t least_categories = 20;  ///< columns with fewer are left alone
  double smoothing = 20;         ///< m: rows that the share of all counts as
  size_t folds = 5;
};

/// A missing value is a category of its own; a category without training rows gets the share of all. Columns keep their name and place, as numbers.
StepMaker TargetEncoding(const TargetEncodingOptions& options = {});

/// What the step saved, for tables of the schema `input`. Throws Error(kUsage) where they do not fit together.
std::unique_ptr<RecipeStep> LoadTargetEncoding(const Archive& archive, const Schema& input);

/// One column of `part`, out of fold: numbers as they are, categories encoded with m = `smoothing`.
std::vector<float> OutOfFoldColumn(const TrainingPart& part, size_t feature, std::span<const Fold> folds, double smoothing);

}  // namespace auspex::learn
