#include "learn/cluster/pca.h"

#include <algorithm>
#include <cmath>
#include <eigen3/Eigen/Eigenvalues>
#include <string>

#include "base/error.h"
#include "base/threads.h"
#include "learn/archive.h"

namespace auspex::learn {
namespace {

constexpr size_t kMostChunks = 64, kLeastChunkRows = 4096;  // how sums are split; depends on the rows alone

[[noreturn]] void Refuse(Fault fault, const std::string& what, const std::string& advice) { throw Error(fault, what, "principal components", advice); }

Eigen::MatrixXd Covariance(const Points& points, const std::vector<float>& means) {
  const size_t features = points.features;
  const size_t chunk = std::max(kLeastChunkRows, (points.rows + kMostChunks - 1) / kMostChunks);
  std::vector<std::vector<double>> parts((points.rows + chunk - 1) / chunk);
  ParallelFor(points.rows, chunk, [&](size_t begin, size_t end) {
    std::vector<double>& sums = parts[begin / chunk];
    sums.assign((features + 1) * features, 0);  // products, then differences
    std::vector<double> row(features);
    for (size_t i = begin; i < end; ++i) {
      for (size_t a = 0; a < features; ++a) {
        row[a] = static_cast<double>(points.values[i * features + a]) - means[a];
        sums[features * features + a] += row[a];
        for (size_t b = 0; b <= a; ++b) sums[a * features + b] += row[a] * row[b];
      }
    }
  });
  for (size_t p = 1; p < parts.size(); ++p)
    for (size_t i = 0; i < parts[0].size(); ++i) parts[0][i] += parts[p][i];
  const double rows = static_cast<double>(points.rows);
  const auto size = static_cast<Eigen::Index>(features);
  Eigen::MatrixXd covariance(size, size);
  for (size_t a = 0; a < features; ++a)
    for (size_t b = 0; b <= a; ++b) {  // the means are rounded to float: what they are off by is taken out
      const double off = parts[0][features * features + a] * parts[0][features * features + b] / rows;
      const double value = (parts[0][a * features + b] - off) / (rows - 1);
      covariance(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b)) = value;
      covariance(static_cast<Eigen::Index>(b), static_cast<Eigen::Index>(a)) = value;
    }
  return covariance;
}

/// The vector with the sign that makes its largest loading positive.
std::vector<float> WithFixedSign(const Eigen::VectorXd& vector) {
  Eigen::Index largest = 0;
  for (Eigen::Index j = 1; j < vector.size(); ++j)
    if (std::fabs(vector(j)) > std::fabs(vector(largest)) * (1 + 1e-9)) largest = j;
  const double sign = vector(largest) < 0 ? -1 : 1;
  std::vector<float> loadings;
  for (Eigen::Index j = 0; j < vector.size(); ++j) loadings.push_back(static_cast<float>(sign * vector(j)));
  return loadings;
}

}  // namespace

Pca Pca::Fit(const Points& points, size_t components) {
  CheckPoints(points);
  if (points.rows < 2) Refuse(Fault::kData, "one row has no variance", "Give two rows or more.");
  if (components == 0 || components > points.features)
    Refuse(Fault::kUsage, std::to_string(components) + " components were asked for of " + std::to_string(points.features) + " features",
           "Ask for 1 to " + std::to_string(points.features) + ".");
  Pca pca;
  pca.means_ = ColumnMeans(points);
  const Eigen::MatrixXd covariance = Covariance(points, pca.means_);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
  if (solver.info() != Eigen::Success) Refuse(Fault::kInternal, "the eigenvalues did not converge", "Scale the columns first.");
  pca.total_variance_ = covariance.trace();
  for (size_t c = 0; c < components; ++c) {
    const auto index = static_cast<Eigen::Index>(points.features - 1 - c);  // ascending
    pca.variances_.push_back(std::max(0.0, solver.eigenvalues()(index)));
    const auto loadings = WithFixedSign(solver.eigenvectors().col(index));
    pca.loadings_.insert(pca.loadings_.end(), loadings.begin(), loadings.end());
  }
  return pca;
}

std::vector<float> Pca::Project(const Points& points) const {
  if (points.features != features())
    Refuse(Fault::kUsage, "the rows have " + std::to_string(points.features) + " features, the components were made from " + std::to_string(features()),
           "Give the features that the components were made from.");
  CheckPoints(points);
  std::vector<float> coordinates(points.rows * components());
  ParallelFor(points.rows, kLeastChunkRows, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i)
      for (size_t c = 0; c < components(); ++c) {
        double sum = 0;
        for (size_t j = 0; j < features(); ++j) sum += (static_cast<double>(points.values[i * features() + j]) - means_[j]) * loadings_[c * features() + j];
        coordinates[i * components() + c] = static_cast<float>(sum);
      }
  });
  return coordinates;
}

std::vector<double> Pca::ExplainedShares() const {
  std::vector<double> shares;
  for (double variance : variances_) shares.push_back(total_variance_ > 0 ? variance / total_variance_ : 0);
  return shares;
}

void Pca::Save(Archive& archive) const {
  archive.Set("pca.means", Tensor{{features()}, means_});
  archive.Set("pca.loadings", Tensor{{components(), features()}, loadings_});
  archive.Set("pca.total_variance", total_variance_);
  for (size_t c = 0; c < components(); ++c) archive.Set("pca.variance." + std::to_string(c), variances_[c]);
}

Pca Pca::Load(const Archive& archive) {
  Pca pca;
  const uint64_t features = archive.GetTensor("pca.means").values.size(), values = archive.GetTensor("pca.loadings").values.size();
  if (features == 0 || values == 0) Refuse(Fault::kUsage, "the model holds no component", "The model is damaged; make the picture again.");
  pca.means_ = archive.GetTensor("pca.means", {features}).values;
  pca.loadings_ = archive.GetTensor("pca.loadings", {values / features, features}).values;
  pca.total_variance_ = archive.GetNumber("pca.total_variance");
  for (uint64_t c = 0; c < values / features; ++c) pca.variances_.push_back(archive.GetNumber("pca.variance." + std::to_string(c)));
  return pca;
}

}  // namespace auspex::learn
