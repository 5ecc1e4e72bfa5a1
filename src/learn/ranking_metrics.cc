#include "learn/ranking_metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "base/error.h"
#include "base/threads.h"

namespace auspex::learn {
namespace {

constexpr size_t kBlock = 4096;  // rows a partial sum; fixes the order of the sums
constexpr double kLeastProbability = 1e-12;

void Require(bool fits) {
  if (!fits) throw Error(Fault::kInternal, "a ranking metric was given columns of unequal length");
}

void RequireProbabilities(std::span<const float> row) {
  for (float p : row)
    if (!(p >= 0 && p <= 1.001f))
      throw Error(Fault::kInternal, "a ranking metric was given a probability that is not in 0..1");
}

void Add(RankingMetrics& sum, size_t rank, double probability, double weight) {
  sum.weight += weight;
  if (rank <= kMostTop) sum.top[rank - 1] += weight;
  sum.mrr += weight / static_cast<double>(rank);
  sum.log_loss -= weight * std::log(std::max(probability, kLeastProbability));
}

/// Sums of blocks, then the means. `block(begin, end, sum)` adds rows; top[k - 1] of a sum holds rank k alone.
template <class Block>
RankingMetrics MeanOverRows(size_t rows, const Block& block) {
  std::vector<RankingMetrics> parts((rows + kBlock - 1) / kBlock);
  ParallelFor(rows, kBlock, [&](size_t begin, size_t end) { block(begin, end, parts[begin / kBlock]); });
  RankingMetrics mean;
  for (const RankingMetrics& part : parts) {
    mean.weight += part.weight;
    for (size_t k = 0; k < kMostTop; ++k) mean.top[k] += part.top[k];
    mean.mrr += part.mrr;
    mean.log_loss += part.log_loss;
  }
  std::partial_sum(mean.top.begin(), mean.top.end(), mean.top.begin());
  const double share = mean.weight > 0 ? 1 / mean.weight : std::numeric_limits<double>::quiet_NaN();
  for (double& top : mean.top) top *= share;
  mean.mrr *= share;
  mean.log_loss *= share;
  return mean;
}

}  // namespace

size_t RankOf(std::span<const float> row, size_t label) {
  const float p = row[label];
  size_t rank = 1;
  for (size_t c = 0; c < label; ++c) rank += row[c] >= p;
  for (size_t c = label + 1; c < row.size(); ++c) rank += row[c] > p;
  return rank;
}

RankingMetrics MeasureRanking(std::span<const float> probabilities, std::span<const int32_t> labels,
                              std::span<const float> weights) {
  Require(weights.empty() || weights.size() == labels.size());
  if (labels.empty()) return MeanOverRows(0, [](size_t, size_t, RankingMetrics&) {});
  Require(probabilities.size() % labels.size() == 0);
  const size_t classes = probabilities.size() / labels.size();
  return MeanOverRows(labels.size(), [&](size_t begin, size_t end, RankingMetrics& sum) {
    for (size_t r = begin; r < end; ++r) {
      if (labels[r] < 0 || static_cast<size_t>(labels[r]) >= classes) continue;
      const auto row = probabilities.subspan(r * classes, classes);
      RequireProbabilities(row);
      const auto label = static_cast<size_t>(labels[r]);
      Add(sum, RankOf(row, label), row[label], weights.empty() ? 1 : weights[r]);
    }
  });
}

RankingMetrics ExpectedRanking(std::span<const float> probabilities, std::span<const float> truth, size_t classes,
                               std::span<const float> weights) {
  Require(classes > 0 && probabilities.size() % classes == 0 && truth.size() == probabilities.size());
  const size_t rows = probabilities.size() / classes;
  Require(weights.empty() || weights.size() == rows);
  return MeanOverRows(rows, [&](size_t begin, size_t end, RankingMetrics& sum) {
    std::vector<uint32_t> order(classes);
    for (size_t r = begin; r < end; ++r) {
      const auto row = probabilities.subspan(r * classes, classes), likely = truth.subspan(r * classes, classes);
      RequireProbabilities(row);
      std::iota(order.begin(), order.end(), 0u);
      std::sort(order.begin(), order.end(),
                [&](uint32_t a, uint32_t b) { return row[a] != row[b] ? row[a] > row[b] : a < b; });
      const double weight = weights.empty() ? 1 : weights[r];
      for (size_t k = 0; k < classes; ++k)
        if (likely[order[k]] > 0) Add(sum, k + 1, row[order[k]], weight * likely[order[k]]);
    }
  });
}

}  // namespace auspex::learn
