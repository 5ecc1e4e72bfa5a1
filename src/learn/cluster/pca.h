#pragma once
// Principal components, for pictures of rows in two or three dimensions: eigenvectors of the covariance matrix (divisor rows − 1), as R's prcomp.
#include <cstddef>
#include <span>
#include <vector>

#include "learn/cluster/point_blocks.h"

namespace auspex::learn {

class Archive;

class Pca {
 public:
  /// The leading `components`, at most as many as features. The loading of largest magnitude of each is positive (of equal ones the first), so a picture does
  /// not flip from one day to the next. Throws Error(kUsage) for no or too many components, Error(kData) for fewer than two rows and as CheckPoints. Sums
  /// in double in a fixed order: the same bits for any number of threads.
  static Pca Fit(const Points& points, size_t components);
  static Pca Load(const Archive& archive);
  void Save(Archive& archive) const;

  /// Coordinates of rows, [rows][components]. Throws Error(kUsage) for another number of features, Error(kData) as CheckPoints.
  std::vector<float> Project(const Points& points) const;

  size_t features() const { return means_.size(); }
  size_t components() const { return variances_.size(); }
  const std::vector<float>& means() const { return means_; }
  /// [components][features], of length 1
  const std::vector<float>& loadings() const { return loadings_; }
  /// Of the coordinates, descending.
  const std::vector<double>& variances() const { return variances_; }
  /// Shares of the total variance; 0 where there is none.
  std::vector<double> ExplainedShares() const;

 private:
  std::vector<float> means_, loadings_;
  std::vector<double> variances_;
  double total_variance_ = 0;
};

}  // namespace auspex::learn
