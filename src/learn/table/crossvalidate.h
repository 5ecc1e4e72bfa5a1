#pragma once
// Every fold × every recipe: predictions of rows that nothing fitted has seen, and how good they are.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "learn/binary_metrics.h"
#include "learn/binary_report.h"
#include "learn/bootstrap.h"
#include "learn/delong.h"
#include "learn/table/recipe.h"

namespace auspex::learn {

struct CrossValidationOptions {
  uint64_t seed = 42;
  size_t replicates = 200;                   ///< of the bootstrap behind the intervals; 0: none
  std::span<const uint64_t> clusters = {};   ///< of each row of the table, drawn together; empty: rows are independent
  CostOptions costs = {};                    ///< what the threshold of the report is chosen by
};

/// Intervals of 95 % over the pooled rows, as BinaryReport's; rows that are tested twice are drawn together. NaN where there is none.
struct MetricIntervals {
  Interval auc, average_precision, log_loss, brier, ece;
};

/// `pooled` is over all tested rows together, `folds` one by one. Fold by fold is what published figures are the mean of; pooled asks besides that
/// probabilities of different folds fit each other.
struct JudgedRecipe {
  std::string name;
  std::vector<float> probabilities;  ///< parallel to CrossValidation::rows
  BinaryMetrics pooled;
  std::vector<BinaryMetrics> folds;
  MetricIntervals intervals;
  BinaryReport report;               ///< of the pooled rows
  double seconds = 0;                ///< fitting and predicting; the only figure that differs between runs

  /// Mean over the folds where the metric exists; NaN if there is none.
  double MeanOverFolds(double BinaryMetrics::*metric) const;
};

struct CrossValidation {
  std::vector<std::string> folds;
  std::vector<uint32_t> rows;     ///< tested, fold after fold; a row is here as often as it was tested
  std::vector<int8_t> labels;     ///< of these rows
  std::vector<float> weights;     ///< of these rows; empty: 1 each
  std::vector<JudgedRecipe> recipes;

  /// DeLong's paired test between two recipes on the pooled rows. Throws Error(kData) where one class only was tested. Where rows are tested twice or
  /// clusters depend, its error is too small: use the bootstrap.
  AucComparison Compare(size_t a, size_t b) const;
};

/// Throws Error(kUsage) for no recipe, two recipes of one name and what CheckFolds refuses, Error(kData) as CheckLabelled; an error inside a fold is
/// thrown again with the names of the recipe and the fold.
CrossValidation CrossValidate(const LabelledTable& data, std::span<const Fold> folds, std::span<const Recipe> recipes,
                              const CrossValidationOptions& options, Progress& progress);

}  // namespace auspex::learn
