#pragma once
// How good a division of rows into clusters is. Labels are any numbers 0, 1, …; numbers that no row has do not count. Distances are Euclidean, sums in
// double in a fixed order: the same bits for any number of threads. All throw Error(kUsage) for another number of labels than rows.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "learn/cluster/point_blocks.h"

namespace auspex::learn {

/// (b − a) / max(a, b) of every row: a the mean distance to the others of its cluster, b the least mean distance to another cluster (P. Rousseeuw,
/// "Silhouettes", J. Comp. Appl. Math. 20, 1987). 0 for a row alone in its cluster, and for all rows of a single cluster. Takes rows² steps.
std::vector<double> Silhouettes(const Points& points, std::span<const uint32_t> labels);

struct SilhouetteOptions {
  size_t most_rows = 4000;  ///< drawn without replacement where there are more
  uint64_t seed = 1;
};
/// The mean silhouette of a sample of the rows, against the sample. NaN for a single cluster.
double SilhouetteOfSample(const Points& points, std::span<const uint32_t> labels, const SilhouetteOptions& options = {});

/// `count` of 0 … rows − 1, drawn without replacement, ascending; all where there are no more.
std::vector<uint32_t> DrawRows(size_t rows, size_t count, uint64_t seed);
/// The given rows, copied, [rows][features].
std::vector<float> TakePoints(const Points& points, std::span<const uint32_t> rows);

/// Dispersion between clusters ÷ (k − 1) over dispersion within ÷ (rows − k); higher is better (T. Caliński, J. Harabasz, 1974). NaN for a single cluster or as
/// many clusters as rows.
double CalinskiHarabasz(const Points& points, std::span<const uint32_t> labels);

/// The mean over clusters of the worst (spread + other's spread) ÷ distance of centres; lower is better (D. Davies, D. Bouldin, 1979). Pairs of clusters
/// with one centre are left out, as scikit-learn does. NaN for a single cluster.
double DaviesBouldin(const Points& points, std::span<const uint32_t> labels);

/// The index at which a falling convex curve, such as inertia by k, bends most: where it lies farthest below the chord from its first to its last point (V.
/// Satopää et al., "Finding a kneedle in a haystack", 2011, for one knee). The first of equal ones; 0 for fewer than three values.
size_t ElbowByChord(std::span<const double> curve);
/// The inner index of the largest second difference; 0 for fewer than three values.
size_t ElbowBySecondDifference(std::span<const double> curve);

}  // namespace auspex::learn
