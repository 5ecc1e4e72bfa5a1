#pragma once
// Points for the tests of clustering.
#include <cmath>
#include <cstddef>
#include <vector>

#include "base/random.h"
#include "learn/cluster/point_blocks.h"

namespace auspex::learn {

struct OwnedPoints {
  size_t rows = 0, features = 0;
  std::vector<float> values;
  operator Points() const { return {rows, features, values}; }
};

/// Normal clouds of unit spread around centres that lie `apart` standard deviations apart on average.
inline OwnedPoints Clouds(size_t rows, size_t features, size_t clouds, double apart, uint64_t seed = 1) {
  Random random(seed);
  std::vector<double> centres(clouds * features);
  for (double& value : centres) value = random.Normal() * apart;
  OwnedPoints points{rows, features, {}};
  for (size_t i = 0; i < rows; ++i) {
    const size_t cloud = random.Below(clouds);
    for (size_t j = 0; j < features; ++j) points.values.push_back(static_cast<float>(centres[cloud * features + j] + random.Normal()));
  }
  return points;
}

/// 60 rows of 3 features by formula, in three loose groups, as reference programs can repeat them (numpy in 64 bits, then float32):
/// x[i][j] = round(1000 (sin(0.7 i (j + 1)) + 2.5 cos(2 (i mod 3) + j))) / 1000.
inline OwnedPoints Waves() {
  OwnedPoints points{60, 3, {}};
  for (int i = 0; i < 60; ++i)
    for (int j = 0; j < 3; ++j)
      points.values.push_back(static_cast<float>(std::nearbyint(1000 * (std::sin(0.7 * i * (j + 1)) + 2.5 * std::cos(2 * (i % 3) + j))) / 1000));
  return points;
}

}  // namespace auspex::learn
