#include "learn/cluster/choose_k.h"

#include <algorithm>

#include "base/error.h"
#include "base/progress.h"

namespace auspex::learn {
namespace {

double SmallestShare(const std::vector<uint32_t>& labels, size_t clusters) {
  std::vector<size_t> sizes(clusters);
  for (uint32_t label : labels) ++sizes[label];
  return static_cast<double>(*std::min_element(sizes.begin(), sizes.end())) / static_cast<double>(labels.size());
}

KEvidence EvidenceFor(const Points& points, const KMeansModel& model, const ChooseKOptions& options, uint64_t seed, Progress& progress) {
  const Stability stability = BootstrapStability(points, model, options.kmeans, options.stability, seed, progress);
  KEvidence evidence{.clusters = model.clusters(), .inertia = model.inertia()};
  evidence.silhouette = SilhouetteOfSample(points, model.labels(), options.silhouette);
  evidence.calinski_harabasz = CalinskiHarabasz(points, model.labels());
  evidence.davies_bouldin = DaviesBouldin(points, model.labels());
  evidence.mean_jaccard = stability.mean_jaccard;
  evidence.least_jaccard = *std::min_element(stability.jaccard.begin(), stability.jaccard.end());
  evidence.adjusted_rand = stability.adjusted_rand;
  evidence.smallest_share = SmallestShare(model.labels(), model.clusters());
  return evidence;
}

/// The number of distinct rows, or `most` if there are no fewer.
size_t DistinctUpTo(const Points& points, size_t most) {
  std::vector<size_t> distinct;
  for (size_t i = 0; i < points.rows && distinct.size() < most; ++i)
    if (std::none_of(distinct.begin(), distinct.end(), [&](size_t other) { return std::ranges::equal(points.row(i), points.row(other)); })) distinct.push_back(i);
  return distinct.size();
}

}  // namespace

void Choose(double least_jaccard, KChoice& choice) {
  std::vector<double> curve = {choice.inertia_of_one};
  const KEvidence* best = nullptr;
  for (const KEvidence& evidence : choice.evidence) {
    curve.push_back(evidence.inertia);
    const bool stable = evidence.mean_jaccard >= least_jaccard;
    if (best && (stable == choice.stable ? !(evidence.silhouette > best->silhouette) : choice.stable)) continue;
    best = &evidence;
    choice.stable = stable;
    choice.clusters = evidence.clusters;
  }
  const size_t chord = ElbowByChord(curve), bend = ElbowBySecondDifference(curve);
  choice.elbow = chord ? chord + 1 : 0;
  choice.second_difference = bend ? bend + 1 : 0;
}

KChoice ChooseK(const Points& points, const ChooseKOptions& options, uint64_t seed, Progress& progress) {
  if (options.most < 2) throw Error(Fault::kUsage, "at most " + std::to_string(options.most) + " clusters were asked for", "number of segments", "Ask for 2 or more.");
  CheckPoints(points);
  const size_t most = DistinctUpTo(points, options.most);
  if (most < 2) throw Error(Fault::kData, "all rows are the same", "number of segments", "Choose columns in which customers differ.");
  KChoice choice;
  for (size_t k = 1; k <= most; ++k) {
    KMeansOptions kmeans = options.kmeans;
    kmeans.clusters = k;
    const KMeansModel model = KMeansModel::Fit(points, {}, kmeans, seed, progress);
    if (k == 1) choice.inertia_of_one = model.inertia();
    else choice.evidence.push_back(EvidenceFor(points, model, options, seed, progress));
  }
  Choose(options.least_jaccard, choice);
  return choice;
}

}  // namespace auspex::learn
