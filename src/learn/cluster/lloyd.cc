#include "learn/cluster/lloyd.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "base/threads.h"

namespace auspex::learn {
namespace {

constexpr size_t kLanes = PointBlocks::kLanes, kChunkBlocks = PointBlocks::kChunkBlocks;
constexpr size_t kWholeFrom = 8;  // doubtful rows from which a block is not worth packing
constexpr uint32_t kNobody = std::numeric_limits<uint32_t>::max();

/// What a chunk of rows changed in the sums of the clusters, summed in the order of its rows.
struct ChunkChange {
  size_t changed = 0;
  std::vector<double> sums;     // [k][features]
  std::vector<double> weights;  // [k]
  std::vector<int64_t> counts;  // [k], rows of positive weight
};

/// Rows from anywhere, as a block.
struct Packed {
  explicit Packed(size_t features) : values(features * kLanes) { std::fill_n(values.data(), values.size(), 0.0f); }

  void Add(const PointBlocks& points, size_t row) {
    const float* from = points.block(row / kLanes) + row % kLanes;
    float* to = values.data() + count;
    for (size_t j = 0; j < points.features(); ++j) to[j * kLanes] = from[j * kLanes];
    norms[count] = points.norms(row / kLanes)[row % kLanes];
    rows[count++] = row;
  }

  AlignedFloats values;
  alignas(64) float norms[kLanes] = {};
  size_t rows[kLanes] = {}, count = 0;
};

class Lloyd {
 public:
  Lloyd(const PointBlocks& points, std::span<const float> weights, std::vector<float> centres, const LloydOptions& options)
      : points_(points), weights_(weights), options_(options), nearest_(options.instructions), k_(centres.size() / points.features()),
        centres_(std::move(centres)), labels_(points.blocks() * kLanes, kNobody), changes_(points.chunks()), sums_(centres_.size()), mass_(k_), counts_(k_),
        own_moved_(k_), others_moved_(k_), moved_(k_) {
    if (options.form == LloydForm::kBounds) slack_.assign(labels_.size(), -1);
  }

  LloydResult Run() {
    LloydResult result;
    while (result.iterations < options_.max_iterations && !result.converged) {
      ++result.iterations;
      const size_t changed = Assign();
      if (changed == 0) result.converged = true;
      if (changed == 0) break;
      FillEmpty();
      result.converged = MoveCentres() <= options_.least_movement;
    }
    Assign();
    result.inertia = Inertia();
    labels_.resize(points_.rows());
    result.labels = std::move(labels_);
    result.centres = std::move(centres_);
    return result;
  }

 private:
  double Weight(size_t row) const { return weights_.empty() ? 1 : weights_[row]; }

  /// Labels of all rows, and the sums that go with them. Gives the number of rows that changed.
  size_t Assign() {
    const PreparedCentres centres(centres_, points_.features());
    ParallelFor(points_.blocks(), kChunkBlocks, [&](size_t begin, size_t end) {
      ChunkChange& change = changes_[begin / kChunkBlocks];
      change.changed = 0;
      std::vector<uint32_t> found(labels_.begin() + begin * kLanes, labels_.begin() + end * kLanes);
      if (slack_.empty()) FindAll(begin, end, centres, found);
      else FindDoubtful(begin, end, centres, found);
      for (size_t i = 0; i < found.size(); ++i)
        if (found[i] != labels_[begin * kLanes + i]) Relabel(begin * kLanes + i, found[i], change);
    });
    return AddChanges();
  }

  void FindAll(size_t begin, size_t end, const PreparedCentres& centres, std::vector<uint32_t>& labels) const {
    BlockNearest found;
    for (size_t b = begin; b < end; ++b) {
      nearest_.Block(points_.block(b), points_.norms(b), centres, false, found);
      std::copy_n(found.index, kLanes, labels.begin() + (b - begin) * kLanes);
    }
  }

  /// Labels of the rows whose label may have changed; blocks that hold many are taken whole, the rows of others are packed.
  void FindDoubtful(size_t begin, size_t end, const PreparedCentres& centres, std::vector<uint32_t>& labels) {
    Packed packed(points_.features());
    BlockNearest found;
    const auto keep = [&](size_t row, size_t lane) {
      labels[row - begin * kLanes] = found.index[lane];
      slack_[row] = (found.lower[lane] - found.upper[lane] + moved_[found.index[lane]]) * (1 - 4e-6f) - 4e-6f * found.upper[lane];
    };
    const auto unpack = [&] {
      nearest_.Block(packed.values.data(), packed.norms, centres, true, found);
      for (size_t i = 0; i < packed.count; ++i) keep(packed.rows[i], i);
      packed.count = 0;
    };
    for (size_t b = begin; b < end; ++b) {
      const uint32_t doubtful = Doubtful(b);
      if (static_cast<size_t>(std::popcount(doubtful)) >= kWholeFrom) {
        nearest_.Block(points_.block(b), points_.norms(b), centres, true, found);
        for (size_t i = 0; i < kLanes; ++i) keep(b * kLanes + i, i);
        continue;
      }
      for (uint32_t left = doubtful; left != 0; left &= left - 1) {
        packed.Add(points_, b * kLanes + static_cast<size_t>(std::countr_zero(left)));
        if (packed.count == kLanes) unpack();
      }
    }
    if (packed.count > 0) unpack();
  }

  /// The rows of a block whose label may have changed, as bits.
  uint32_t Doubtful(size_t block) const {
    const uint32_t* labels = labels_.data() + block * kLanes;
    const float* slack = slack_.data() + block * kLanes;
    if (labels[0] == kNobody) return (1u << kLanes) - 1;
    uint32_t doubtful = 0;
    for (size_t i = 0; i < kLanes; ++i) doubtful |= static_cast<uint32_t>(!(moved_[labels[i]] < slack[i])) << i;
    return doubtful;
  }

  void Relabel(size_t row, uint32_t label, ChunkChange& change) {
    const uint32_t before = labels_[row];
    labels_[row] = label;
    if (row >= points_.rows()) return;
    if (change.changed++ == 0) {
      change.sums.assign(sums_.size(), 0);
      change.weights.assign(k_, 0);
      change.counts.assign(k_, 0);
    }
    Add(row, label, 1, change);
    if (before != kNobody) Add(row, before, -1, change);
  }

  void Add(size_t row, uint32_t label, int sign, ChunkChange& change) const {
    const double weight = sign * Weight(row);
    if (weight == 0) return;
    const float* value = points_.block(row / kLanes) + row % kLanes;
    double* sum = change.sums.data() + label * points_.features();
    for (size_t j = 0; j < points_.features(); ++j) sum[j] += weight * value[j * kLanes];
    change.weights[label] += weight;
    change.counts[label] += sign;
  }

  size_t AddChanges() {
    size_t changed = 0;
    for (const ChunkChange& change : changes_) {
      if (change.changed == 0) continue;
      changed += change.changed;
      for (size_t i = 0; i < sums_.size(); ++i) sums_[i] += change.sums[i];
      for (size_t c = 0; c < k_; ++c) {
        mass_[c] += change.weights[c];
        counts_[c] += change.counts[c];
      }
    }
    return changed;
  }

  void FillEmpty() {
    if (std::none_of(counts_.begin(), counts_.end(), [](int64_t count) { return count == 0; })) return;
    std::vector<double> distances = Distances();
    for (size_t c = 0; c < k_; ++c) {
      if (counts_[c] != 0) continue;
      double farthest = -1;
      size_t row = 0;
      for (size_t i = 0; i < distances.size(); ++i) {
        if (distances[i] <= farthest || Weight(i) <= 0 || counts_[labels_[i]] < 2) continue;
        farthest = distances[i];
        row = i;
      }
      changes_[0].changed = 0;
      for (size_t chunk = 1; chunk < changes_.size(); ++chunk) changes_[chunk].changed = 0;
      Relabel(row, static_cast<uint32_t>(c), changes_[0]);
      AddChanges();
      distances[row] = -1;
      if (!slack_.empty()) slack_[row] = -1;
    }
  }

  /// Centres become the means of their rows. Gives the sum of squared movements.
  double MoveCentres() {
    std::vector<double> drift(k_);
    double total = 0;
    for (size_t c = 0; c < k_; ++c) {
      double square = 0;
      for (size_t j = 0; j < points_.features(); ++j) {
        float& value = centres_[c * points_.features() + j];
        const float mean = static_cast<float>(sums_[c * points_.features() + j] / mass_[c]);
        const double difference = static_cast<double>(mean) - value;
        square += difference * difference;
        value = mean;
      }
      drift[c] = std::sqrt(square);
      total += square;
    }
    KeepMovements(drift);
    return total;
  }

  void KeepMovements(const std::vector<double>& drift) {
    if (slack_.empty()) return;
    const size_t first = std::max_element(drift.begin(), drift.end()) - drift.begin();
    double second = 0;
    for (size_t c = 0; c < k_; ++c)
      if (c != first) second = std::max(second, drift[c]);
    for (size_t c = 0; c < k_; ++c) {
      own_moved_[c] += drift[c];
      others_moved_[c] += c == first ? second : drift[first];
      moved_[c] = static_cast<float>((own_moved_[c] + others_moved_[c]) * (1 + 1e-5));
    }
  }

  /// Squared distances of rows from their own centres.
  std::vector<double> Distances() const {
    std::vector<double> distances(points_.rows());
    ParallelFor(distances.size(), kChunkBlocks * kLanes, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) distances[i] = OwnDistance(i);
    });
    return distances;
  }

  double OwnDistance(size_t row) const {
    return CentreDistance(points_, row, std::span(centres_).subspan(labels_[row] * points_.features(), points_.features()));
  }

  double Inertia() const {
    std::vector<double> sums(points_.chunks());
    ParallelFor(points_.rows(), kChunkBlocks * kLanes, [&](size_t begin, size_t end) {
      double sum = 0;
      for (size_t i = begin; i < end; ++i) sum += Weight(i) * OwnDistance(i);
      sums[begin / (kChunkBlocks * kLanes)] = sum;
    });
    double total = 0;
    for (double sum : sums) total += sum;
    return total;
  }

  const PointBlocks& points_;
  std::span<const float> weights_;
  LloydOptions options_;
  NearestCentre nearest_;
  size_t k_;
  std::vector<float> centres_;
  std::vector<uint32_t> labels_;      // [blocks × 16]
  std::vector<float> slack_;          // [blocks × 16]: a row keeps its label while moved_[label] is below it; empty without bounds
  std::vector<ChunkChange> changes_;  // [chunks]
  std::vector<double> sums_, mass_;   // [k][features], [k]
  std::vector<int64_t> counts_;       // [k]
  std::vector<double> own_moved_, others_moved_;  // [k] since the start: this centre, and the farthest of the others step by step
  std::vector<float> moved_;          // [k], the sum of both, rounded up
};

}  // namespace

LloydResult RunLloyd(const PointBlocks& points, std::span<const float> weights, std::vector<float> centres, const LloydOptions& options) {
  return Lloyd(points, weights, std::move(centres), options).Run();
}

}  // namespace auspex::learn
