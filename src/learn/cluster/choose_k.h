#pragma once
// How many segments: the evidence for every number of clusters, and a choice by a rule that is written down.
//
// The rule: of the numbers of clusters that are stable (mean_jaccard at least `least_jaccard`: Hennig's .75 for "valid, stable") the one of highest silhouette;
// where none is stable, of all numbers the one of highest silhouette, and `stable` is false: the data has no clear segments, and whatever the
// segments are good for should decide. Of equal ones the lower number. Elbow, Caliński–Harabasz and Davies–Bouldin are shown beside it, not counted.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "learn/cluster/cluster_quality.h"
#include "learn/cluster/cluster_stability.h"
#include "learn/cluster/kmeans.h"

namespace auspex::learn {

struct ChooseKOptions {
  size_t most = 10;             ///< largest number of clusters
  double least_jaccard = 0.75;
  KMeansOptions kmeans = {};    ///< `clusters` is not used
  SilhouetteOptions silhouette = {};
  StabilityOptions stability = {};
};

struct KEvidence {
  size_t clusters = 0;
  double inertia = 0, silhouette = 0, calinski_harabasz = 0, davies_bouldin = 0;
  double mean_jaccard = 0, least_jaccard = 0, adjusted_rand = 0;
  double smallest_share = 0;  ///< rows of the smallest cluster ÷ rows
};

struct KChoice {
  double inertia_of_one = 0;        ///< of a single cluster: where the elbow's curve begins
  std::vector<KEvidence> evidence = {};  ///< for 2, 3, … clusters, as far as there are distinct rows
  size_t clusters = 0;              ///< the choice
  bool stable = false;              ///< whether it is stable
  size_t elbow = 0;                 ///< number of clusters at the bend of the inertia by the chord; 0: no bend
  size_t second_difference = 0;     ///< the same by the largest second difference
};

/// The rule alone.
void Choose(double least_jaccard, KChoice& choice);

/// Fits every number of clusters from 1 to options.most. Throws Error(kUsage) where `most` is below 2, Error(kData) for fewer than two distinct rows and as
/// KMeansModel::Fit. The same bits for any number of threads.
KChoice ChooseK(const Points& points, const ChooseKOptions& options, uint64_t seed, Progress& progress);

}  // namespace auspex::learn
