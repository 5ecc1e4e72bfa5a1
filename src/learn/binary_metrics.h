#pragma once
// How well probabilities of a yes-no outcome rank and weigh it: ROC AUC, average precision, Brier score, log loss,
// expected calibration error.
//
// Every row has a weight for yes and one for no. Against labels one of them is 0; against a known probability p* (a
// simulator's truth) they are p* and 1 - p*, and the metrics are those of the whole population that the truth describes.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace auspex::learn {

/// NaN where a metric does not exist (no row; for AUC and average precision: no weight on one side).
struct BinaryMetrics {
  double weight = 0, positive = 0;  ///< of all rows; of yes
  double roc_auc = 0;               ///< ties count half (mid-ranks)
  double average_precision = 0;     ///< sum of precision × gain of recall from the highest score down, ties in one step
  double brier = 0;                 ///< mean of (p - outcome)²
  double log_loss = 0;              ///< natural; p is kept within [1e-12, 1 - 1e-12]
  double ece = 0;                   ///< mean of |share of yes - mean p| over kEceBins bins
};

/// Bins of equal weight from the lowest score up. Rows of one score share a bin, that of the middle of their weight, so
/// the order of rows does not matter.
constexpr size_t kEceBins = 15;

/// What lies at or above one score, ties together: weights of yes and no. Curves and thresholds (binary_curve.h) are made of these.
struct ScoreStep {
  double score = 0, yes = 0, no = 0;
};

/// Scores sorted once, to be measured under many weightings (bootstrap.h).
class BinaryEvaluation {
 public:
  /// Labels other than 0 and 1 (kNoLabel) are passed over. Throws Error(kInternal) for unequal sizes and
  /// for a probability outside 0..1 (not a number included).
  BinaryEvaluation(std::span<const float> probabilities, std::span<const int8_t> labels);
  /// `truth` is the known probability of yes. Same errors.
  BinaryEvaluation(std::span<const float> probabilities, std::span<const float> truth);

  /// All metrics; `weights` are one a row of the input, at least 0, or empty for 1 each. Const and single-threaded: may
  /// be called from several threads.
  BinaryMetrics Measure(std::span<const float> weights = {}) const;

  /// One step a different score that has weight, from the highest down; the last holds all rows. `weights` as in Measure.
  std::vector<ScoreStep> Steps(std::span<const float> weights = {}) const;

  size_t rows() const { return rows_; }

 private:
  struct Row {
    float score;
    float truth;                // share of yes
    double loss_yes, loss_no;   // -log of the score and of its complement
    uint32_t index;             // in the input
  };
  void Add(float score, float truth, size_t index);
  void Sort();

  size_t rows_ = 0;
  std::vector<Row> sorted_;  // by falling score
};

}  // namespace auspex::learn
