#pragma once
// First centres by greedy k-means++ (D. Arthur, S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007): each next centre is the
// best of 2 + ln k candidates drawn with chances proportional to weight × squared distance from the centres so far; that is what scikit-learn does.
#include <cstddef>
#include <span>
#include <vector>

#include "base/random.h"
#include "learn/cluster/point_blocks.h"

namespace auspex::learn {

/// Rows of `count` distinct points with positive weight, in the order they were chosen. `weights` is [rows] or empty (1 each). At least `count` rows
/// of positive weight must differ. Distances are summed in float in a fixed order: the same bits on every machine and for any number of threads.
std::vector<size_t> SeedRows(const PointBlocks& points, std::span<const float> weights, size_t count, Random& random);

}  // namespace auspex::learn
