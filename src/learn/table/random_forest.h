#pragma once
// Random forest (Breiman, "Random forests", Machine Learning 45, 2001): trees on bootstrap samples over at most 255 bins of a column
// (binned_table.h), each cut the best of a few features drawn anew; the probability is the mean of the trees' shares.
//
// Where all drawn features are constant in a node, more are drawn (as scikit-learn). A row is drawn as often as any other and brings its weight.
// The least leaf weight is that of different rows: a row drawn twice counts once (as scikit-learn).
#include <memory>
#include <span>
#include <vector>

#include "learn/table/classifier_options.h"
#include "learn/table/forest_classifier.h"

namespace auspex::learn {

class RandomForest : public ForestClassifier {
 public:
  explicit RandomForest(const ClassifierOptions& options);

  /// Throws Error(kData) as CheckTable and CheckTraining, Error(kUsage) as MonotoneDirections and for settings out of range. Rows of weight 0 take
  /// no part. Validation rows are not needed and not used. Trees are grown on all threads, each with random numbers of its own.
  void Fit(const TrainingRows& rows, const TrainingRows* validation, uint64_t seed, Progress& progress) override;

  /// After Fit with RandomForestOptions::out_of_bag, not after loading: the mean share of the trees that did not draw the row, NaN where there is none; and how well these rank the rows,
  /// weighted (NaN where it does not exist).
  std::span<const float> oob_probabilities() const { return oob_probabilities_; }
  double oob_auc() const { return oob_auc_; }

 private:
  RandomForestOptions options_;
  std::vector<Monotone> monotone_;
  std::vector<float> oob_probabilities_;
  double oob_auc_;
};

/// Name: "random_forest".
std::unique_ptr<Classifier> MakeRandomForest(const ClassifierOptions& options);

}  // namespace auspex::learn
