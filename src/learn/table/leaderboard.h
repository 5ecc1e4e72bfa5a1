#pragma once
// Judged recipes from the best to the worst, each beside the best.
#include <string>
#include <vector>

#include "learn/table/crossvalidate.h"

namespace auspex::learn {

enum class RankBy { kAuc, kAveragePrecision, kLogLoss, kBrier };

struct LeaderboardLine {
  std::string name;
  size_t recipe = 0;            ///< index into CrossValidation::recipes
  BinaryMetrics mean;           ///< over the folds, as JudgedRecipe::MeanOverFolds: what the lines are ranked by; weights are those of all folds
  BinaryMetrics pooled;
  MetricIntervals intervals;
  AucComparison against_best;   ///< best less this one, DeLong; the first line's is 0 with p 1
  bool as_good_as_best = true;  ///< p > 0.05
  double seconds = 0;
};

/// Ties, and metrics that do not exist (last), keep the order of the recipes. Throws Error(kData) where one class only was tested.
std::vector<LeaderboardLine> Leaderboard(const CrossValidation& judged, RankBy by = RankBy::kAuc);

}  // namespace auspex::learn
