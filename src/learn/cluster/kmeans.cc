#include "learn/cluster/kmeans.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>
#include <string>

#include "base/error.h"
#include "base/progress.h"
#include "base/threads.h"
#include "learn/archive.h"
#include "learn/cluster/kmeans_seeding.h"

namespace auspex::learn {
namespace {

constexpr size_t kChunkRows = PointBlocks::kChunkBlocks * PointBlocks::kLanes;
constexpr size_t kProbeRows = 1 << 17, kLeastProbeRows = 1 << 14;
constexpr double kMostWeightRatio = 1e9;

[[noreturn]] void Refuse(Fault fault, const std::string& what, const std::string& advice) { throw Error(fault, what, "k-means", advice); }

void CheckWeights(std::span<const float> weights, size_t rows) {
  if (weights.empty()) return;
  if (weights.size() != rows) Refuse(Fault::kUsage, std::to_string(weights.size()) + " weights came for " + std::to_string(rows) + " rows", "Give one weight a row.");
  double least = INFINITY, most = 0;
  for (float weight : weights) {
    if (!(weight >= 0) || std::isinf(weight)) Refuse(Fault::kData, "a weight is negative, missing or infinite", "Give weights of at least 0.");
    if (weight > 0) least = std::min<double>(least, weight);
    most = std::max<double>(most, weight);
  }
  if (most == 0) Refuse(Fault::kData, "all weights are zero", "Give at least one row a positive weight.");
  if (most > least * kMostWeightRatio) Refuse(Fault::kData, "positive weights are more than 10^9 apart", "Leave out the rows that weigh nothing to speak of.");
}

/// Looks for `clusters` distinct rows of positive weight and stops as soon as it has them.
void CheckDistinct(const Points& points, std::span<const float> weights, size_t clusters) {
  const auto before = [&](size_t a, size_t b) { return std::ranges::lexicographical_compare(points.row(a), points.row(b)); };
  std::set<size_t, decltype(before)> distinct(before);
  for (size_t i = 0; i < points.rows && distinct.size() < clusters; ++i)
    if (weights.empty() || weights[i] > 0) distinct.insert(i);
  if (distinct.size() == clusters) return;
  Refuse(Fault::kData, std::to_string(clusters) + " clusters were asked for, but only " + std::to_string(distinct.size()) + " distinct rows have weight",
         "Ask for at most " + std::to_string(distinct.size()) + " clusters.");
}

/// The mean over columns of their variances.
double MeanVariance(const PointBlocks& points) {
  double total = 0;
  for (size_t b = 0; b < points.blocks(); ++b)
    for (size_t i = 0; i < PointBlocks::kLanes; ++i) total += static_cast<double>(points.norms(b)[i]) * points.norms(b)[i];
  return total / static_cast<double>(points.rows()) / static_cast<double>(points.features());
}

std::vector<float> CentresOf(const PointBlocks& points, const std::vector<size_t>& rows) {
  std::vector<float> centres;
  for (size_t row : rows)
    for (size_t j = 0; j < points.features(); ++j) centres.push_back(points.value(row, j));
  return centres;
}

/// Runs both forms on a sample of the rows and gives the faster one.
LloydForm ProbedForm(const PointBlocks& points, const std::vector<float>& centres, const LloydOptions& options) {
  if (points.rows() < kLeastProbeRows) return LloydForm::kProducts;
  const PointBlocks sample(points, std::max<size_t>(1, points.rows() / kProbeRows));
  const auto seconds = [&](LloydForm form) {
    LloydOptions probed = options;
    probed.form = form;
    probed.max_iterations = std::min<size_t>(options.max_iterations, 20);
    const auto begin = std::chrono::steady_clock::now();
    RunLloyd(sample, {}, centres, probed);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  return seconds(LloydForm::kBounds) < seconds(LloydForm::kProducts) ? LloydForm::kBounds : LloydForm::kProducts;
}

}  // namespace

KMeansModel KMeansModel::Fit(const Points& given, std::span<const float> weights, const KMeansOptions& options, uint64_t seed, Progress& progress) {
  if (options.clusters == 0) Refuse(Fault::kUsage, "no cluster was asked for", "Ask for at least one.");
  if (options.starts == 0) Refuse(Fault::kUsage, "no start was asked for", "Ask for at least one.");
  CheckPoints(given);
  CheckWeights(weights, given.rows);
  CheckDistinct(given, weights, options.clusters);
  KMeansModel model;
  model.shift_ = ColumnMeans(given);
  const PointBlocks points(given, model.shift_);
  LloydOptions lloyd{.max_iterations = options.max_iterations, .least_movement = options.tolerance * MeanVariance(points)};
  if (options.form == KMeansOptions::Form::kBounds) lloyd.form = LloydForm::kBounds;
  progress.Begin("k-means", "starts", options.starts);
  for (size_t start = 0; start < options.starts; ++start) {
    Random random(seed, start);
    std::vector<float> centres = CentresOf(points, SeedRows(points, weights, options.clusters, random));
    if (start == 0 && options.form == KMeansOptions::Form::kProbe) lloyd.form = ProbedForm(points, centres, lloyd);
    LloydResult result = RunLloyd(points, weights, std::move(centres), lloyd);
    if (start == 0 || result.inertia < model.inertia_) {
      model.centres_ = std::move(result.centres);
      model.labels_ = std::move(result.labels);
      model.inertia_ = result.inertia;
      model.iterations_ = result.iterations;
      model.converged_ = result.converged;
    }
    progress.Update(start + 1);
  }
  progress.End();
  return model;
}

std::vector<float> KMeansModel::Centres() const {
  std::vector<float> centres = centres_;
  for (size_t i = 0; i < centres.size(); ++i) centres[i] += shift_[i % shift_.size()];
  return centres;
}

std::vector<uint32_t> KMeansModel::Assign(const Points& points) const {
  if (points.features != features())
    Refuse(Fault::kUsage, "the rows have " + std::to_string(points.features) + " features, the segments were made from " + std::to_string(features()),
           "Give the features that the segments were made from.");
  CheckPoints(points);
  const PreparedCentres centres(centres_, features());
  const NearestCentre nearest;
  std::vector<uint32_t> labels(points.rows);
  ParallelFor(points.rows, kChunkRows, [&](size_t begin, size_t end) {
    const Points part{end - begin, points.features, points.values.subspan(begin * points.features, (end - begin) * points.features)};
    const PointBlocks blocks(part, shift_);
    BlockNearest found;
    for (size_t b = 0; b < blocks.blocks(); ++b) {
      nearest.Block(blocks.block(b), blocks.norms(b), centres, false, found);
      const size_t first = begin + b * PointBlocks::kLanes;
      std::copy_n(found.index, std::min(PointBlocks::kLanes, end - first), labels.begin() + first);
    }
  });
  return labels;
}

std::vector<double> KMeansModel::SquaredDistances(const Points& points, std::span<const uint32_t> labels) const {
  const PointBlocks blocks(points, shift_);
  std::vector<double> distances(points.rows);
  ParallelFor(points.rows, kChunkRows, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) distances[i] = CentreDistance(blocks, i, std::span(centres_).subspan(labels[i] * features(), features()));
  });
  return distances;
}

void KMeansModel::Save(Archive& archive) const {
  archive.Set("kmeans.shift", Tensor{{features()}, shift_});
  archive.Set("kmeans.centres", Tensor{{clusters(), features()}, centres_});
  archive.Set("kmeans.inertia", inertia_);
  archive.Set("kmeans.iterations", static_cast<double>(iterations_));
  archive.Set("kmeans.converged", converged_ ? 1.0 : 0.0);
}

KMeansModel KMeansModel::Load(const Archive& archive) {
  KMeansModel model;
  const uint64_t features = archive.GetTensor("kmeans.shift").values.size(), values = archive.GetTensor("kmeans.centres").values.size();
  if (features == 0 || values == 0) Refuse(Fault::kUsage, "the model holds no centre", "The model is damaged; make the segments again.");
  model.shift_ = archive.GetTensor("kmeans.shift", {features}).values;
  model.centres_ = archive.GetTensor("kmeans.centres", {values / features, features}).values;
  model.inertia_ = archive.GetNumber("kmeans.inertia");
  model.iterations_ = archive.GetCount("kmeans.iterations", 0, uint64_t{1} << 53);
  model.converged_ = archive.GetCount("kmeans.converged", 0, 1) == 1;
  return model;
}

}  // namespace auspex::learn
