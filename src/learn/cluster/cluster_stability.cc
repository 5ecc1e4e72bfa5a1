#include "learn/cluster/cluster_stability.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/progress.h"
#include "base/random.h"
#include "learn/cluster/cluster_quality.h"

namespace auspex::learn {
namespace {

constexpr uint64_t kDrawStream = 1, kFitStream = 2;

/// How many rows have each pair of labels, and each label.
struct Contingency {
  Contingency(std::span<const uint32_t> a, std::span<const uint32_t> b) {
    for (size_t i = 0; i < a.size(); ++i) {
      ++pairs[{a[i], b[i]}];
      ++first[a[i]];
      ++second[b[i]];
    }
  }
  std::map<std::pair<uint32_t, uint32_t>, uint64_t> pairs;
  std::map<uint32_t, uint64_t> first, second;
};

template <class Map>
double Pairs(const Map& counts) {
  double sum = 0;
  for (const auto& [key, count] : counts) sum += static_cast<double>(count) * (static_cast<double>(count) - 1) / 2;
  return sum;
}

struct Sums {
  std::vector<double> jaccard, seen;
  double rand = 0;
};

void Compare(std::span<const uint32_t> original, std::span<const uint32_t> replicate, Sums& sums) {
  const Contingency table(original, replicate);
  std::map<uint32_t, double> best;
  for (const auto& [pair, both] : table.pairs) {
    const double either = static_cast<double>(table.first.at(pair.first) + table.second.at(pair.second) - both);
    best[pair.first] = std::max(best[pair.first], static_cast<double>(both) / either);
  }
  for (const auto& [cluster, overlap] : best) {
    sums.jaccard[cluster] += overlap;
    sums.seen[cluster] += 1;
  }
  sums.rand += AdjustedRand(original, replicate);
}

/// Labels of all rows by a model of the rows drawn with replacement, and how often each was drawn; nothing if too few distinct ones were.
std::optional<std::vector<uint32_t>> Recluster(const Points& points, const KMeansOptions& options, uint64_t seed, size_t replicate, std::vector<float>& drawn) {
  Random random(Mix(seed + kDrawStream), replicate);
  drawn.assign(points.rows, 0);
  for (size_t i = 0; i < points.rows; ++i) ++drawn[random.Below(points.rows)];
  Progress silent;
  try {
    return KMeansModel::Fit(points, drawn, options, Mix(seed + kFitStream) + replicate, silent).labels();
  } catch (const Error& error) {
    if (error.fault() != Fault::kData) throw;
    return std::nullopt;
  }
}

Stability Finish(const Sums& sums, size_t replicates) {
  Stability result;
  result.replicates = replicates;
  result.adjusted_rand = sums.rand / static_cast<double>(replicates);
  for (size_t c = 0; c < sums.jaccard.size(); ++c) {
    result.jaccard.push_back(sums.jaccard[c] / sums.seen[c]);
    result.mean_jaccard += result.jaccard.back() / static_cast<double>(sums.jaccard.size());
  }
  return result;
}

}  // namespace

double AdjustedRand(std::span<const uint32_t> a, std::span<const uint32_t> b) {
  if (a.size() != b.size())
    throw Error(Fault::kUsage, "two divisions of " + std::to_string(a.size()) + " and " + std::to_string(b.size()) + " rows cannot be compared", "adjusted Rand index",
                "Give labels of the same rows.");
  const Contingency table(a, b);
  const double all = static_cast<double>(a.size()) * (static_cast<double>(a.size()) - 1) / 2;
  const double both = Pairs(table.pairs), first = Pairs(table.first), second = Pairs(table.second);
  const double expected = all > 0 ? first * second / all : 0, most = (first + second) / 2;
  return most == expected ? 1 : (both - expected) / (most - expected);
}

Stability BootstrapStability(const Points& given, const KMeansModel& model, const KMeansOptions& options, const StabilityOptions& stability, uint64_t seed,
                             Progress& progress) {
  const auto rows = DrawRows(given.rows, stability.most_rows, seed);
  const auto values = TakePoints(given, rows);
  const Points points{rows.size(), given.features, values};
  const auto original = model.Assign(points);
  KMeansOptions refit = options;
  refit.clusters = model.clusters();
  refit.starts = stability.starts;
  Sums sums{std::vector<double>(model.clusters()), std::vector<double>(model.clusters())};
  size_t done = 0;
  progress.Begin("stability of segments", "replicates", stability.replicates);
  for (size_t r = 0; r < stability.replicates; ++r) {
    std::vector<float> drawn;
    const auto labels = Recluster(points, refit, seed, r, drawn);
    progress.Update(r + 1);
    if (!labels) continue;
    ++done;
    std::vector<uint32_t> before, after;
    for (size_t i = 0; i < points.rows; ++i) {
      if (drawn[i] == 0) continue;
      before.push_back(original[i]);
      after.push_back((*labels)[i]);
    }
    Compare(before, after, sums);
  }
  progress.End();
  return Finish(sums, done);
}

}  // namespace auspex::learn
