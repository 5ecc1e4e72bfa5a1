#pragma once
// How good models of a task are on rows that none was fitted on: one leaderboard, by AUC.
#include <span>
#include <string>
#include <vector>

#include "learn/binary_metrics.h"
#include "learn/delong.h"

namespace auspex::flow {

struct JudgedModel {
  std::string name;
  std::vector<float> probabilities;  ///< [rows judged]
  learn::BinaryMetrics metrics;
  learn::AucEstimate auc;             ///< DeLong
  learn::AucComparison against_best;  ///< best less this one; the best's is 0 with p 1
  bool as_good_as_best = true;        ///< p > 0.05
  double ks = 0;
};

/// Measures every model and sorts them, the best AUC first; equal ones keep their order. Throws Error(kData) where one outcome only came.
void Judge(std::vector<JudgedModel>& models, std::span<const uint8_t> labels);

/// Against known probabilities instead of outcomes: metrics are expectations. `truth` has one a row.
learn::BinaryMetrics MeasureAgainst(std::span<const float> probabilities, std::span<const float> truth);

}  // namespace auspex::flow
