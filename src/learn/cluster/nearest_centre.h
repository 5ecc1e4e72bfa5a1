#pragma once
// Which of k centres is nearest to each of 16 rows: the inner step of k-means.
//
// What nearest means is fixed once, in CentreDistance: squared differences summed in double, feature by feature; of equal distances the lower
// index. The kernels do not compute that. They compute |c|²/2 − x·c in float, with as many lanes as the machine has, and a bound on their rounding
// error (N. Higham, "Accuracy and stability of numerical algorithms", 2nd ed., section 3.1); a row whose two best scores are closer than the bound is
// settled by CentreDistance. So every kernel gives the same answer, bit by bit.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "learn/aligned_floats.h"
#include "learn/cluster/point_blocks.h"

namespace auspex::learn {

/// Centres as the kernels read them.
struct PreparedCentres {
  static constexpr size_t kTile = 8;

  /// `values` is [count][features] of shifted coordinates.
  PreparedCentres(std::span<const float> values, size_t features);

  size_t count, features, tiles;
  std::span<const float> values;
  AlignedFloats coordinates;  ///< [tiles][features][8]
  AlignedFloats half_norms;   ///< [tiles × 8]; infinite where a tile is filled up
  float error_slope, error_base;  ///< scores of a row with norm r are wrong by at most slope × r + base
};

/// Nearest centres of a block. Bounds are on Euclidean distances and hold in real arithmetic.
struct BlockNearest {
  alignas(64) uint32_t index[PointBlocks::kLanes];
  alignas(64) float upper[PointBlocks::kLanes];  ///< at least the distance to the nearest centre
  alignas(64) float lower[PointBlocks::kLanes];  ///< at most the distance to any other; -1 for a row that had to be settled exactly
};

enum class Instructions { kPlain, kAvx2, kAvx512 };
/// The best that this machine has.
Instructions BestInstructions();

class NearestCentre {
 public:
  explicit NearestCentre(Instructions instructions = BestInstructions());
  /// Of 16 rows, [features][16], with their norms. Bounds are left out (undefined) unless asked for.
  void Block(const float* block, const float* norms, const PreparedCentres& centres, bool bounds, BlockNearest& out) const;

 private:
  struct Scores;
  template <int kWidth>
  static void Scan(const float* block, const float* norms, const PreparedCentres& centres, Scores& out);
  static void ScanPlain(const float* block, const float* norms, const PreparedCentres& centres, Scores& out);
  static void ScanAvx2(const float* block, const float* norms, const PreparedCentres& centres, Scores& out);
  static void ScanAvx512(const float* block, const float* norms, const PreparedCentres& centres, Scores& out);
  static void Bounds(const float* norms, const PreparedCentres& centres, const Scores& scores, BlockNearest& out);

  void (*scan_)(const float*, const float*, const PreparedCentres&, Scores&);
};

/// The squared distance that everything is decided by.
double CentreDistance(const float* block, size_t lane, std::span<const float> centre);
double CentreDistance(const PointBlocks& points, size_t row, std::span<const float> centre);
/// The index of the nearest of all centres by CentreDistance.
uint32_t NearestExactly(const float* block, size_t lane, const PreparedCentres& centres);

}  // namespace auspex::learn
