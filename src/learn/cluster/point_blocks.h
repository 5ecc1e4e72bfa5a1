#pragma once
// Rows as points for clustering: a view that callers give, and the copy that the kernels read.
#include <cstddef>
#include <span>
#include <vector>

#include "learn/aligned_floats.h"

namespace auspex::learn {

/// Row-major numbers; the caller keeps them.
struct Points {
  size_t rows = 0, features = 0;
  std::span<const float> values;  ///< [rows][features]

  std::span<const float> row(size_t i) const { return values.subspan(i * features, features); }
};

/// Throws Error(kData) for no row, no feature, a length that is not rows × features, a number that is missing or infinite, and magnitudes over
/// kMostMagnitude (their squares do not fit 32-bit floats).
void CheckPoints(const Points& points);
constexpr float kMostMagnitude = 1e16f;

/// Means of the columns in double, rounded to float. The same bits for any number of threads.
std::vector<float> ColumnMeans(const Points& points);

/// Points minus `shift` (in float), in blocks of 16 rows, each [features][16], so that a vector holds one feature of 16 rows. The last block is filled
/// up with zeros.
class PointBlocks {
 public:
  static constexpr size_t kLanes = 16;
  static constexpr size_t kChunkBlocks = 256;  ///< blocks that one thread takes at a time; sums are made chunk by chunk

  PointBlocks(const Points& points, std::span<const float> shift);
  /// A copy of every `stride`-th block.
  PointBlocks(const PointBlocks& all, size_t stride);

  size_t rows() const { return rows_; }
  size_t features() const { return features_; }
  size_t blocks() const { return (rows_ + kLanes - 1) / kLanes; }
  size_t chunks() const { return (blocks() + kChunkBlocks - 1) / kChunkBlocks; }
  const float* block(size_t b) const { return values_.data() + b * features_ * kLanes; }
  /// Euclidean norms of the 16 rows of a block, to a relative 1e-6.
  const float* norms(size_t b) const { return norms_.data() + b * kLanes; }
  float value(size_t row, size_t feature) const { return block(row / kLanes)[feature * kLanes + row % kLanes]; }

 private:
  size_t rows_, features_;
  AlignedFloats values_, norms_;
};

}  // namespace auspex::learn
