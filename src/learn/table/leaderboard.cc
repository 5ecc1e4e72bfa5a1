#include "learn/table/leaderboard.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace auspex::learn {
namespace {

/// Falls from the best to the worst; -infinity if it does not exist.
double Merit(const BinaryMetrics& m, RankBy by) {
  double merit = 0;
  switch (by) {
    case RankBy::kAuc: merit = m.roc_auc; break;
    case RankBy::kAveragePrecision: merit = m.average_precision; break;
    case RankBy::kLogLoss: merit = -m.log_loss; break;
    case RankBy::kBrier: merit = -m.brier; break;
  }
  return std::isnan(merit) ? -std::numeric_limits<double>::infinity() : merit;
}

BinaryMetrics MeanOf(const JudgedRecipe& judged) {
  return {.weight = judged.pooled.weight,
          .positive = judged.pooled.positive,
          .roc_auc = judged.MeanOverFolds(&BinaryMetrics::roc_auc),
          .average_precision = judged.MeanOverFolds(&BinaryMetrics::average_precision),
          .brier = judged.MeanOverFolds(&BinaryMetrics::brier),
          .log_loss = judged.MeanOverFolds(&BinaryMetrics::log_loss),
          .ece = judged.MeanOverFolds(&BinaryMetrics::ece)};
}

}  // namespace

std::vector<LeaderboardLine> Leaderboard(const CrossValidation& judged, RankBy by) {
  std::vector<LeaderboardLine> lines;
  for (size_t i = 0; i < judged.recipes.size(); ++i) {
    const JudgedRecipe& recipe = judged.recipes[i];
    lines.push_back({.name = recipe.name,
                     .recipe = i,
                     .mean = MeanOf(recipe),
                     .pooled = recipe.pooled,
                     .intervals = recipe.intervals,
                     .against_best = {},
                     .seconds = recipe.seconds});
  }
  std::stable_sort(lines.begin(), lines.end(), [&](const auto& a, const auto& b) { return Merit(a.mean, by) > Merit(b.mean, by); });
  for (LeaderboardLine& line : lines) {
    line.against_best = judged.Compare(lines.front().recipe, line.recipe);
    line.as_good_as_best = !(line.against_best.p_value <= 0.05);
  }
  return lines;
}

}  // namespace auspex::learn
