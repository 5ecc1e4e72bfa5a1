#pragma once
// K-means: segments of rows of numbers, by exact Lloyd iterations from several k-means++ seedings; the start of least inertia is kept, of equal ones
// the first. The same bits for the same seed with any number of threads, on every machine and with either form of the algorithm (lloyd.h).
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "learn/cluster/lloyd.h"
#include "learn/cluster/point_blocks.h"

namespace auspex {
class Progress;
}

namespace auspex::learn {

class Archive;

struct KMeansOptions {
  enum class Form { kProbe, kProducts, kBounds };

  size_t clusters = 8;
  size_t starts = 10;
  size_t max_iterations = 300;
  double tolerance = 1e-4;   ///< a start ends when the squared movements of the centres sum to this share of the mean variance of the columns or less
  Form form = Form::kProbe;  ///< kProbe: whichever was faster on a sample of the rows; only time depends on it
};

/// A fitted model.
class KMeansModel {
 public:
  /// `weights` is [rows] or empty (1 each). Throws Error(kUsage) for no cluster or no start; Error(kData) for what CheckPoints refuses, weights that are
  /// negative, all zero or more than 10^9 apart, and fewer distinct rows of positive weight than clusters.
  static KMeansModel Fit(const Points& points, std::span<const float> weights, const KMeansOptions& options, uint64_t seed, Progress& progress);
  static KMeansModel Load(const Archive& archive);
  void Save(Archive& archive) const;

  size_t clusters() const { return features() == 0 ? 0 : centres_.size() / features(); }
  size_t features() const { return shift_.size(); }
  /// [clusters][features], in the units of the points.
  std::vector<float> Centres() const;
  /// The nearest centre of each row. A row of the training data gets the label that it had. Throws Error(kUsage) for another number of features,
  /// Error(kData) as CheckPoints.
  std::vector<uint32_t> Assign(const Points& points) const;
  /// Squared distances of rows from the centres of their labels.
  std::vector<double> SquaredDistances(const Points& points, std::span<const uint32_t> labels) const;

  double inertia() const { return inertia_; }
  size_t iterations() const { return iterations_; }  ///< of the start that was kept
  bool converged() const { return converged_; }      ///< false: it ended at max_iterations
  /// Labels of the training rows; empty in a loaded model.
  const std::vector<uint32_t>& labels() const { return labels_; }

 private:
  std::vector<float> shift_, centres_;  // [features]; [clusters][features] minus shift_
  double inertia_ = 0;
  size_t iterations_ = 0;
  bool converged_ = false;
  std::vector<uint32_t> labels_;
};

}  // namespace auspex::learn
