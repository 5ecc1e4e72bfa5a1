#include "learn/shap_importance.h"

#include <cmath>

namespace auspex::learn {

ShapImportance ImportanceOf(std::span<const float> contributions, size_t rows, const ReasonGroups& groups) {
  const size_t features = groups.group.size();
  CheckGroups(groups, features);
  ShapImportance importance{std::vector<double>(features), std::vector<double>(groups.names.size())};
  std::vector<double> sums(groups.names.size());
  for (size_t r = 0; r < rows; ++r) {
    sums.assign(sums.size(), 0.0);
    for (size_t f = 0; f < features; ++f) {
      const double share = contributions[r * features + f];
      importance.features[f] += std::abs(share);
      sums[groups.group[f]] += share;
    }
    for (size_t g = 0; g < sums.size(); ++g) importance.groups[g] += std::abs(sums[g]);
  }
  if (rows == 0) return importance;
  for (double& value : importance.features) value /= static_cast<double>(rows);
  for (double& value : importance.groups) value /= static_cast<double>(rows);
  return importance;
}

}  // namespace auspex::learn
