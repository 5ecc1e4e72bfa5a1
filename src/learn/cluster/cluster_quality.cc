#include "learn/cluster/cluster_quality.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "base/error.h"
#include "base/random.h"
#include "base/threads.h"

namespace auspex::learn {
namespace {

constexpr size_t kChunkRows = 1 << 14;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Labels without gaps, 0 … count − 1.
struct DenseLabels {
  std::vector<uint32_t> labels;
  std::vector<size_t> sizes;
};

DenseLabels Dense(const Points& points, std::span<const uint32_t> labels) {
  if (labels.size() != points.rows)
    throw Error(Fault::kUsage, std::to_string(labels.size()) + " labels came for " + std::to_string(points.rows) + " rows", "cluster quality", "Give one label a row.");
  std::vector<uint32_t> distinct(labels.begin(), labels.end());
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  DenseLabels dense{{}, std::vector<size_t>(distinct.size())};
  for (uint32_t label : labels) {
    dense.labels.push_back(static_cast<uint32_t>(std::lower_bound(distinct.begin(), distinct.end(), label) - distinct.begin()));
    ++dense.sizes[dense.labels.back()];
  }
  return dense;
}

double SquaredDistance(const float* a, const float* b, size_t features) {
  double sum = 0;
  for (size_t j = 0; j < features; ++j) {
    const double difference = static_cast<double>(a[j]) - b[j];
    sum += difference * difference;
  }
  return sum;
}

double SquaredDistance(const float* a, const double* b, size_t features) {
  double sum = 0;
  for (size_t j = 0; j < features; ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
  return sum;
}

/// Sums over rows of what `add` puts into a chunk's `width` sums, chunk by chunk.
template <class Add>
std::vector<double> ChunkedSums(size_t rows, size_t width, const Add& add) {
  const size_t chunks = (rows + kChunkRows - 1) / kChunkRows;
  std::vector<double> parts(chunks * width), sums(width);
  ParallelFor(rows, kChunkRows, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) add(i, parts.data() + begin / kChunkRows * width);
  });
  for (size_t c = 0; c < chunks; ++c)
    for (size_t i = 0; i < width; ++i) sums[i] += parts[c * width + i];
  return sums;
}

/// [clusters][features]
std::vector<double> Means(const Points& points, const DenseLabels& dense) {
  const size_t features = points.features;
  std::vector<double> means = ChunkedSums(points.rows, dense.sizes.size() * features, [&](size_t i, double* sums) {
    for (size_t j = 0; j < features; ++j) sums[dense.labels[i] * features + j] += points.values[i * features + j];
  });
  for (size_t i = 0; i < means.size(); ++i) means[i] /= static_cast<double>(dense.sizes[i / features]);
  return means;
}

double SilhouetteOf(const DenseLabels& dense, size_t row, const std::vector<double>& sums) {
  const uint32_t own = dense.labels[row];
  if (dense.sizes[own] < 2 || dense.sizes.size() < 2) return 0;
  const double within = sums[own] / static_cast<double>(dense.sizes[own] - 1);
  double nearest = std::numeric_limits<double>::infinity();
  for (size_t c = 0; c < sums.size(); ++c)
    if (c != own) nearest = std::min(nearest, sums[c] / static_cast<double>(dense.sizes[c]));
  const double larger = std::max(within, nearest);
  return larger > 0 ? (nearest - within) / larger : 0;
}

}  // namespace

std::vector<double> Silhouettes(const Points& points, std::span<const uint32_t> labels) {
  const DenseLabels dense = Dense(points, labels);
  std::vector<double> silhouettes(points.rows);
  ParallelFor(points.rows, 16, [&](size_t begin, size_t end) {
    std::vector<double> sums(dense.sizes.size());
    for (size_t i = begin; i < end; ++i) {
      std::fill(sums.begin(), sums.end(), 0.0);
      for (size_t other = 0; other < points.rows; ++other)
        sums[dense.labels[other]] += std::sqrt(SquaredDistance(points.row(i).data(), points.row(other).data(), points.features));
      silhouettes[i] = SilhouetteOf(dense, i, sums);
    }
  });
  return silhouettes;
}

std::vector<uint32_t> DrawRows(size_t rows, size_t count, uint64_t seed) {
  std::vector<uint32_t> drawn(rows);
  std::iota(drawn.begin(), drawn.end(), 0u);
  if (count >= rows) return drawn;
  Random random(seed);
  for (size_t i = 0; i < count; ++i) std::swap(drawn[i], drawn[i + random.Below(rows - i)]);
  drawn.resize(count);
  std::sort(drawn.begin(), drawn.end());
  return drawn;
}

std::vector<float> TakePoints(const Points& points, std::span<const uint32_t> rows) {
  std::vector<float> values;
  values.reserve(rows.size() * points.features);
  for (uint32_t row : rows) values.insert(values.end(), points.row(row).begin(), points.row(row).end());
  return values;
}

double SilhouetteOfSample(const Points& points, std::span<const uint32_t> labels, const SilhouetteOptions& options) {
  if (Dense(points, labels).sizes.size() < 2) return kNan;
  const auto rows = DrawRows(points.rows, options.most_rows, options.seed);
  const auto values = TakePoints(points, rows);
  std::vector<uint32_t> drawn;
  for (uint32_t row : rows) drawn.push_back(labels[row]);
  double sum = 0;
  for (double silhouette : Silhouettes({rows.size(), points.features, values}, drawn)) sum += silhouette;
  return sum / static_cast<double>(rows.size());
}

double CalinskiHarabasz(const Points& points, std::span<const uint32_t> labels) {
  const DenseLabels dense = Dense(points, labels);
  const size_t k = dense.sizes.size(), features = points.features;
  if (k < 2 || k == points.rows) return kNan;
  const auto means = Means(points, dense);
  std::vector<double> middle(features);
  for (size_t i = 0; i < means.size(); ++i) middle[i % features] += means[i] * static_cast<double>(dense.sizes[i / features]) / static_cast<double>(points.rows);
  double between = 0;
  for (size_t i = 0; i < means.size(); ++i) {
    const double difference = means[i] - middle[i % features];
    between += difference * difference * static_cast<double>(dense.sizes[i / features]);
  }
  const double within = ChunkedSums(points.rows, 1, [&](size_t i, double* sum) {
    *sum += SquaredDistance(points.row(i).data(), means.data() + dense.labels[i] * features, features);
  })[0];
  return between / static_cast<double>(k - 1) / (within / static_cast<double>(points.rows - k));
}

double DaviesBouldin(const Points& points, std::span<const uint32_t> labels) {
  const DenseLabels dense = Dense(points, labels);
  const size_t k = dense.sizes.size(), features = points.features;
  if (k < 2) return kNan;
  const auto means = Means(points, dense);
  auto spread = ChunkedSums(points.rows, k, [&](size_t i, double* sums) {
    sums[dense.labels[i]] += std::sqrt(SquaredDistance(points.row(i).data(), means.data() + dense.labels[i] * features, features));
  });
  for (size_t c = 0; c < k; ++c) spread[c] /= static_cast<double>(dense.sizes[c]);
  double sum = 0;
  for (size_t a = 0; a < k; ++a) {
    double worst = 0;
    for (size_t b = 0; b < k; ++b) {
      double square = 0;
      for (size_t j = 0; j < features; ++j) square += (means[a * features + j] - means[b * features + j]) * (means[a * features + j] - means[b * features + j]);
      if (square > 0) worst = std::max(worst, (spread[a] + spread[b]) / std::sqrt(square));
    }
    sum += worst;
  }
  return sum / static_cast<double>(k);
}

size_t ElbowByChord(std::span<const double> curve) {
  if (curve.size() < 3) return 0;
  const double fall = curve.front() - curve.back(), last = static_cast<double>(curve.size() - 1);
  size_t best = 0;
  double most = 0;
  for (size_t i = 1; i + 1 < curve.size(); ++i) {
    const double below = curve.front() - fall * static_cast<double>(i) / last - curve[i];
    if (below > most) best = i;
    most = std::max(most, below);
  }
  return best;
}

size_t ElbowBySecondDifference(std::span<const double> curve) {
  size_t best = 0;
  for (size_t i = 1; i + 1 < curve.size(); ++i) {
    const auto bend = [&](size_t at) { return curve[at - 1] - 2 * curve[at] + curve[at + 1]; };
    if (best == 0 || bend(i) > bend(best)) best = i;
  }
  return best;
}

}  // namespace auspex::learn
