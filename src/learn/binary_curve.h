#pragma once
// What probabilities of a yes-no outcome are worth at each threshold or share of the customers: KS, gain and lift, precision and
// recall, the threshold of least cost, ROC and precision-recall curves. All from BinaryEvaluation::Steps (binary_metrics.h), so weights and
// known truths are handled there. Functions of no step, or without weight on the side they divide by, give NaN.
#include <cstddef>
#include <span>
#include <vector>

#include "learn/binary_metrics.h"

namespace auspex::learn {

/// Kolmogorov-Smirnov: the greatest distance between the shares of yes and of no that a threshold takes, and that score (the highest
/// of several).
struct KolmogorovSmirnov {
  double distance = 0, score = 0;
};
KolmogorovSmirnov KsOf(std::span<const ScoreStep> steps);

/// The best-scored `share` of all weight: `gain` is the share of all yes in it, lift is gain / share. Rows of one score count as if in
/// random order. lift of share 0 is that of the highest score.
struct GainPoint {
  double share = 0, gain = 0, lift = 0;
};
GainPoint GainAt(std::span<const ScoreStep> steps, double share);
/// At shares 1/points, 2/points, …, 1.
std::vector<GainPoint> GainCurve(std::span<const ScoreStep> steps, size_t points = 10);

/// Rows with score >= threshold are called yes. Weights.
struct Confusion {
  double threshold = 0;
  double true_positive = 0, false_positive = 0, false_negative = 0, true_negative = 0;
  double precision = 0, recall = 0, f1 = 0;  ///< precision is NaN if nothing is called yes; f1 is 0 if nothing is found
};
Confusion ConfusionAt(std::span<const ScoreStep> steps, double threshold);

/// The threshold at which false_positive × weight of no called yes + false_negative × weight of yes called no is least; of several the
/// highest; +infinity: call nobody.
struct CostOptions {
  double false_positive = 1, false_negative = 1;  ///< cost of one; at least 0
};
struct LeastCost {
  double threshold = 0, cost = 0;  ///< cost of all rows together
};
/// Throws Error(kUsage) for a cost that is negative or not finite.
LeastCost LeastCostThreshold(std::span<const ScoreStep> steps, const CostOptions& costs);

/// ROC: x false positive rate, y true positive rate, from (0, 0) at threshold +infinity. Precision-recall: x recall, y precision, from
/// the highest score on (no invented point at recall 0).
struct CurvePoint {
  double threshold = 0, x = 0, y = 0;
};
/// At most `points` (at least 2) points: the corners of the ROC curve's convex hull, which are all that a threshold of least cost can choose,
/// and others evenly between them. If there are more corners than points, evenly chosen corners, the ends among them.
std::vector<CurvePoint> RocCurve(std::span<const ScoreStep> steps, size_t points = 200);
std::vector<CurvePoint> PrecisionRecallCurve(std::span<const ScoreStep> steps, size_t points = 200);

}  // namespace auspex::learn
