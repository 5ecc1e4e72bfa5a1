#pragma once
// Lloyd's algorithm from given centres, exactly: every step assigns each row to its nearest centre by CentreDistance (nearest_centre.h).
//
// Two forms. kProducts computes all scores of all rows in every step. kBounds skips the rows whose bounds show that they cannot have changed (G. Hamerly,
// "Making k-means even faster", SDM 2010; here both bounds are kept as one number a row: the gap between them when they were computed, to be compared
// with how far centres have moved since) and packs the others 16 to a block. Both assign, and so sum, exactly the same: the result has the same bits.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "learn/cluster/nearest_centre.h"
#include "learn/cluster/point_blocks.h"

namespace auspex::learn {

enum class LloydForm { kProducts, kBounds };

struct LloydOptions {
  size_t max_iterations = 300;
  double least_movement = 0;  ///< ends when the squared movements of all centres sum to this or less
  LloydForm form = LloydForm::kProducts;
  Instructions instructions = BestInstructions();
};

struct LloydResult {
  std::vector<float> centres;    ///< [k][features]
  std::vector<uint32_t> labels;  ///< [rows], nearest of `centres`
  double inertia = 0;            ///< weighted sum of squared distances
  size_t iterations = 0;
  bool converged = false;        ///< no label changed, or centres moved no more than asked
};

/// `weights` is [rows] or empty (1 each). A centre that loses its last row of positive weight moves to the row farthest from its own centre (of equal
/// ones the first) that is not alone in its cluster. At least as many distinct rows of positive weight as centres must exist.
LloydResult RunLloyd(const PointBlocks& points, std::span<const float> weights, std::vector<float> centres, const LloydOptions& options);

}  // namespace auspex::learn
