#include "learn/cluster/kmeans_seeding.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/threads.h"

namespace auspex::learn {
namespace {

constexpr size_t kLanes = PointBlocks::kLanes, kChunkBlocks = PointBlocks::kChunkBlocks;
typedef float Floats __attribute__((vector_size(kLanes * 4)));

/// Squared distances of rows from the nearest centre so far, and their weighted sums a chunk.
struct Distances {
  Distances(size_t blocks, size_t chunks) : squares(blocks * kLanes), sums(chunks) {}
  AlignedFloats squares;
  std::vector<double> sums;

  double Total() const {
    double total = 0;
    for (double sum : sums) total += sum;
    return total;
  }
};

/// out[16] = min(before[16], squared distance from `centre`); the order of sums is that of the features.
[[gnu::always_inline]] inline void ShrinkBody(const float* block, const std::vector<float>& centre, const float* before, float* out) {
  Floats sum = {};
  for (size_t j = 0; j < centre.size(); ++j) {
    Floats x;
    __builtin_memcpy(&x, block + j * kLanes, sizeof x);
    const Floats difference = x - centre[j];
    sum += difference * difference;
  }
  Floats nearest;
  __builtin_memcpy(&nearest, before, sizeof nearest);
  nearest = sum < nearest ? sum : nearest;
  __builtin_memcpy(out, &nearest, sizeof nearest);
}

void ShrinkPlain(const float* block, const std::vector<float>& centre, const float* before, float* out) { ShrinkBody(block, centre, before, out); }
#ifdef __x86_64__
__attribute__((target("avx512f,prefer-vector-width=512"))) void ShrinkAvx512(const float* block, const std::vector<float>& centre, const float* before,
                                                                             float* out) {
  ShrinkBody(block, centre, before, out);
}
auto BestShrink() { return __builtin_cpu_supports("avx512f") ? ShrinkAvx512 : ShrinkPlain; }
#else
auto BestShrink() { return ShrinkPlain; }
#endif

class Seeding {
 public:
  Seeding(const PointBlocks& points, std::span<const float> weights, Random& random) : points_(points), weights_(weights), random_(random) {}

  std::vector<size_t> Run(size_t count) {
    const size_t trials = 2 + static_cast<size_t>(std::log(static_cast<double>(count)));
    std::vector<Distances> room;
    for (size_t t = 0; t <= trials; ++t) room.emplace_back(points_.blocks(), points_.chunks());
    std::fill_n(room[0].squares.data(), room[0].squares.size(), std::numeric_limits<float>::infinity());
    std::vector<size_t> chosen = {FirstRow()};
    Shrink(chosen, std::span(room).first(1), room[0]);
    while (chosen.size() < count) {
      std::vector<size_t> candidates;
      const double total = room[0].Total();
      for (size_t t = 0; t < trials && total > 0; ++t) candidates.push_back(Draw(room[0], random_.Uniform() * total));
      if (candidates.empty()) candidates.push_back(AnyOther(chosen));
      Shrink(candidates, std::span(room).subspan(1, candidates.size()), room[0]);
      const auto best = std::min_element(room.begin() + 1, room.begin() + 1 + candidates.size(),
                                         [](const Distances& a, const Distances& b) { return a.Total() < b.Total(); });
      chosen.push_back(candidates[best - room.begin() - 1]);
      std::swap(room[0], *best);
    }
    return chosen;
  }

 private:
  float Weight(size_t row) const { return row >= points_.rows() ? 0 : weights_.empty() ? 1 : weights_[row]; }

  /// Drawn by weight.
  size_t FirstRow() {
    if (weights_.empty()) return random_.Below(points_.rows());
    double total = 0;
    for (float weight : weights_) total += weight;
    double left = random_.Uniform() * total;
    size_t last = 0;
    for (size_t i = 0; i < weights_.size(); ++i) {
      if (weights_[i] <= 0) continue;
      last = i;
      if ((left -= weights_[i]) < 0) break;
    }
    return last;
  }

  /// The row at which the running sum of weight × distance passes `left`.
  size_t Draw(const Distances& distances, double left) const {
    size_t chunk = 0, last = 0;
    for (; chunk + 1 < distances.sums.size() && left >= distances.sums[chunk]; ++chunk) left -= distances.sums[chunk];
    while (distances.sums[chunk] <= 0) --chunk;
    const size_t begin = chunk * kChunkBlocks * kLanes, end = std::min(points_.rows(), begin + kChunkBlocks * kLanes);
    for (size_t i = begin; i < end; ++i) {
      const double mass = static_cast<double>(Weight(i)) * distances.squares[i];
      if (mass <= 0) continue;
      last = i;
      if ((left -= mass) < 0) break;
    }
    return last;
  }

  /// Where all distances vanish in float: the first row of positive weight that differs from all that were chosen.
  size_t AnyOther(const std::vector<size_t>& chosen) const {
    for (size_t i = 0; i < points_.rows(); ++i) {
      if (Weight(i) <= 0) continue;
      if (std::none_of(chosen.begin(), chosen.end(), [&](size_t other) { return Same(i, other); })) return i;
    }
    return chosen.front();
  }

  bool Same(size_t a, size_t b) const {
    for (size_t j = 0; j < points_.features(); ++j)
      if (points_.value(a, j) != points_.value(b, j)) return false;
    return true;
  }

  /// out[t] = min(before, distances from rows[t]).
  void Shrink(const std::vector<size_t>& rows, std::span<Distances> out, const Distances& before) const {
    std::vector<std::vector<float>> centres(rows.size(), std::vector<float>(points_.features()));
    for (size_t t = 0; t < rows.size(); ++t)
      for (size_t j = 0; j < points_.features(); ++j) centres[t][j] = points_.value(rows[t], j);
    const auto shrink = BestShrink();
    ParallelFor(points_.blocks(), kChunkBlocks, [&](size_t begin, size_t end) {
      std::vector<double> lanes(rows.size() * kLanes);
      for (size_t b = begin; b < end; ++b) {
        for (size_t t = 0; t < rows.size(); ++t) {
          float* squares = out[t].squares.data() + b * kLanes;
          shrink(points_.block(b), centres[t], before.squares.data() + b * kLanes, squares);
          for (size_t i = 0; i < kLanes; ++i) lanes[t * kLanes + i] += static_cast<double>(squares[i]) * Weight(b * kLanes + i);
        }
      }
      for (size_t t = 0; t < rows.size(); ++t) {
        double sum = 0;
        for (size_t i = 0; i < kLanes; ++i) sum += lanes[t * kLanes + i];
        out[t].sums[begin / kChunkBlocks] = sum;
      }
    });
  }

  const PointBlocks& points_;
  std::span<const float> weights_;
  Random& random_;
};

}  // namespace

std::vector<size_t> SeedRows(const PointBlocks& points, std::span<const float> weights, size_t count, Random& random) {
  return Seeding(points, weights, random).Run(count);
}

}  // namespace auspex::learn
