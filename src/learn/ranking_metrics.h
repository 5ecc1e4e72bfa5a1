#pragma once
// How well rows of class probabilities rank and weigh the class that comes: top-k accuracy, mean reciprocal rank, log
// loss.
//
// Rank 1 is the likeliest class; classes of equal probability rank by index, the lower first. Sums have a fixed order:
// the same bits for any number of threads.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace auspex::learn {

constexpr size_t kMostTop = 10;

/// Weighted means; NaN where the weight is 0.
struct RankingMetrics {
  double weight = 0;                   ///< of all rows that count
  std::array<double, kMostTop> top{};  ///< top[k - 1]: share of rows whose class is among the k likeliest
  double mrr = 0;                      ///< mean of 1 / rank
  double log_loss = 0;                 ///< mean of -log p, natural; p is taken as at least 1e-12
};

/// The rank of class `label` in `row`, from 1.
size_t RankOf(std::span<const float> row, size_t label);

/// `probabilities` has labels.size() rows of equal length; a label outside 0..classes-1 (kNoLabel) is passed over.
/// `weights` are one a row, or empty for 1 each. Throws Error(kInternal) if the sizes do not fit or a value is not in 0..1.
RankingMetrics MeasureRanking(std::span<const float> probabilities, std::span<const int32_t> labels,
                              std::span<const float> weights = {});

/// The same against a known distribution of the class: the expectation over labels drawn from each row of `truth`
/// (rows × classes, each row summing to 1 or being all 0: passed over). With probabilities = truth it is the best that
/// any model can reach.
RankingMetrics ExpectedRanking(std::span<const float> probabilities, std::span<const float> truth, size_t classes,
                               std::span<const float> weights = {});

}  // namespace auspex::learn
