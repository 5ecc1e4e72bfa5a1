#include "learn/cluster/point_blocks.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <string>

#include "base/error.h"
#include "base/threads.h"

namespace auspex::learn {
namespace {

constexpr size_t kChunkRows = PointBlocks::kLanes * PointBlocks::kChunkBlocks;

[[noreturn]] void Refuse(const std::string& what, const std::string& advice) { throw Error(Fault::kData, what, "points to cluster", advice); }

/// The lowest index of a value that is not finite or too large; values.size() if there is none.
size_t FirstBad(std::span<const float> values) {
  std::atomic<size_t> first{values.size()};
  ParallelFor(values.size(), 1 << 16, [&](size_t begin, size_t end) {
    bool bad = false;
    for (size_t i = begin; i < end; ++i) bad |= !(std::fabs(values[i]) <= kMostMagnitude);
    if (!bad) return;
    const auto found = std::find_if(values.begin() + begin, values.begin() + end, [](float v) { return !(std::fabs(v) <= kMostMagnitude); });
    const size_t index = found - values.begin();
    for (size_t seen = first; index < seen && !first.compare_exchange_weak(seen, index);) {}
  });
  return first;
}

}  // namespace

void CheckPoints(const Points& points) {
  if (points.rows == 0 || points.features == 0) Refuse("there are no rows to cluster", "Give at least one row with at least one column.");
  if (points.values.size() != points.rows * points.features)
    Refuse(std::to_string(points.rows) + " rows of " + std::to_string(points.features) + " features came with " + std::to_string(points.values.size()) + " values",
           "Give rows × features values, row by row.");
  const size_t bad = FirstBad(points.values);
  if (bad == points.values.size()) return;
  const std::string place = "row " + std::to_string(bad / points.features + 1) + ", column " + std::to_string(bad % points.features + 1);
  if (std::isfinite(points.values[bad])) Refuse(place + " is too large for squared distances", "Scale the columns first.");
  Refuse(place + " is missing or infinite", "Fill missing values first, as the robust scaler does with the median.");
}

std::vector<float> ColumnMeans(const Points& points) {
  const size_t features = points.features, chunks = (points.rows + kChunkRows - 1) / kChunkRows;
  std::vector<double> sums(chunks * features);
  ParallelFor(points.rows, kChunkRows, [&](size_t begin, size_t end) {
    double* sum = sums.data() + begin / kChunkRows * features;
    for (size_t i = begin; i < end; ++i)
      for (size_t j = 0; j < features; ++j) sum[j] += points.values[i * features + j];
  });
  std::vector<float> means(features);
  for (size_t j = 0; j < features; ++j) {
    double sum = 0;
    for (size_t c = 0; c < chunks; ++c) sum += sums[c * features + j];
    means[j] = static_cast<float>(sum / static_cast<double>(points.rows));
  }
  return means;
}

PointBlocks::PointBlocks(const Points& points, std::span<const float> shift) : rows_(points.rows), features_(points.features) {
  values_.Grow(blocks() * kLanes * features_);
  norms_.Grow(blocks() * kLanes);
  ParallelFor(blocks(), kChunkBlocks, [&](size_t begin, size_t end) {
    for (size_t b = begin; b < end; ++b) {
      float* block = values_.data() + b * features_ * kLanes;
      const size_t filled = std::min(kLanes, rows_ - b * kLanes);
      if (filled < kLanes) std::fill_n(block, features_ * kLanes, 0.0f);
      double squares[kLanes] = {};
      for (size_t lane = 0; lane < filled; ++lane) {
        const float* row = points.values.data() + (b * kLanes + lane) * features_;
        for (size_t j = 0; j < features_; ++j) {
          const float value = row[j] - shift[j];
          block[j * kLanes + lane] = value;
          squares[lane] += static_cast<double>(value) * value;
        }
      }
      for (size_t lane = 0; lane < kLanes; ++lane) norms_[b * kLanes + lane] = static_cast<float>(std::sqrt(squares[lane]));
    }
  });
}

PointBlocks::PointBlocks(const PointBlocks& all, size_t stride) : features_(all.features_) {
  const size_t whole = all.rows_ / kLanes;
  const size_t taken = (whole + stride - 1) / stride;
  rows_ = taken * kLanes;
  values_.Grow(rows_ * features_);
  norms_.Grow(rows_);
  for (size_t b = 0; b < taken; ++b) {
    std::memcpy(values_.data() + b * features_ * kLanes, all.block(b * stride), features_ * kLanes * sizeof(float));
    std::memcpy(norms_.data() + b * kLanes, all.norms(b * stride), kLanes * sizeof(float));
  }
}

}  // namespace auspex::learn
