#pragma once
// All that is told of a model's probabilities of a yes-no outcome, each figure with its interval: metrics (binary_metrics.h), KS, lift and gain, what
// a threshold chosen by cost does (binary_curve.h), the reliability curve with its bands (calibration_bins.h).
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "learn/binary_curve.h"
#include "learn/bootstrap.h"
#include "learn/calibration_bins.h"

namespace auspex::learn {

/// A figure and the interval around it, NaN where there is none.
struct Measured {
  double value = 0;
  Interval interval;
};

struct BinaryReportOptions {
  std::span<const float> weights = {};      ///< one a row, at least 0; empty: 1 each
  std::span<const uint64_t> clusters = {};  ///< of each row, drawn together by the bootstrap; empty: rows are independent
  BootstrapOptions bootstrap = {};          ///< no replicates: no intervals but DeLong's
  double top_share = 0.1;                   ///< of all weight, best scored: where lift and gain are measured
  CostOptions costs = {};
  std::optional<double> threshold = {};     ///< chosen on other rows; none: the one of least cost here, which flatters cost, precision, recall and F1
  size_t bins = 10;                         ///< of the reliability curve
};

/// Weighted if weights were given. The interval of the AUC is DeLong's, or the bootstrap's if there are clusters; all others are the
/// bootstrap's, those of the last four at the threshold as it is. Figures that do not exist are NaN, as binary_metrics.h and binary_curve.h say.
struct BinaryReport {
  double weight = 0, positive = 0;  ///< of all rows; of yes
  Measured roc_auc, average_precision, log_loss, brier, ece;
  Measured ks, lift, gain;
  double threshold = 0;             ///< rows at or above it are called yes; +infinity: nobody
  Measured cost, precision, recall, f1;  ///< cost: a unit of weight
  std::vector<CalibrationBin> reliability;
  std::vector<GainPoint> gains;     ///< tenths
};

/// Labels other than 0 and 1 are passed over. The same bits for any number of threads. Throws Error(kInternal) for unequal sizes and for what is
/// not a probability, Error(kData) for a weight that is negative or not finite, Error(kUsage) for a cost that is negative or not finite, a share
/// outside 0..1, no bins, and a level outside 0..1.
BinaryReport Report(std::span<const float> probabilities, std::span<const int8_t> labels, const BinaryReportOptions& options = {});

}  // namespace auspex::learn
