#pragma once
// Whether segments would come out again from other customers of the same kind: agreement of two divisions, and the bootstrap of C. Hennig, "Cluster-wise
// assessment of cluster stability", Computational Statistics & Data Analysis 52, 2007.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "learn/cluster/kmeans.h"

namespace auspex::learn {

/// Rand index corrected for chance (L. Hubert, P. Arabie, "Comparing partitions", 1985): 1 for the same division under any names, about 0 for unrelated
/// ones; 1 where both are one cluster or both all single rows. Throws Error(kUsage) for unequal lengths.
double AdjustedRand(std::span<const uint32_t> a, std::span<const uint32_t> b);

struct StabilityOptions {
  size_t replicates = 20;
  size_t most_rows = 20000;  ///< a sample of the rows where there are more
  size_t starts = 3;         ///< of k-means in every replicate
};

struct Stability {
  std::vector<double> jaccard;  ///< [clusters] mean over replicates of the best overlap |A ∩ B| ÷ |A ∪ B| with a cluster of the replicate; .75 and more is stable
  double mean_jaccard = 0;      ///< over clusters
  double adjusted_rand = 0;     ///< mean over replicates
  size_t replicates = 0;        ///< that could be clustered; without any all figures are NaN
};

/// Each replicate draws as many rows with replacement, clusters them with `options`, and compares both divisions over the distinct rows drawn, as
/// fpc::clusterboot does. A replicate with fewer distinct rows than clusters is left out, and in it a cluster of which no row was drawn. The
/// division compared with is that of `model` over `points`.
Stability BootstrapStability(const Points& points, const KMeansModel& model, const KMeansOptions& options, const StabilityOptions& stability,
                             uint64_t seed, Progress& progress);

}  // namespace auspex::learn
