#include "learn/table/elastic_net.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace auspex::learn {
namespace {

constexpr size_t kMostSweeps = 10000;

double Shrink(double value, double by) { return value > by ? value - by : value < -by ? value + by : 0; }

}  // namespace

std::vector<double> MinimiseElasticNet(const Quadratic& quadratic, double ridge, double lasso, double enough) {
  const size_t size = quadratic.at.size();
  std::vector<double> b(quadratic.at.begin(), quadratic.at.end());
  std::vector<double> slope(quadratic.gradient.begin(), quadratic.gradient.end());  // of the quadratic at b
  std::vector<uint8_t> active(size, 1);
  const auto sweep = [&](bool all) {
    double largest = 0;
    for (size_t j = 0; j < size; ++j) {
      if (!all && !active[j]) continue;
      const double own = quadratic.curvature[j * size + j];
      if (own <= 0) continue;
      const double target = own * b[j] - slope[j];
      const double fresh = j == 0 ? target / own : Shrink(target, lasso) / (own + ridge), change = fresh - b[j];
      active[j] = j == 0 || fresh != 0;
      if (change == 0) continue;
      b[j] = fresh;
      for (size_t k = 0; k < size; ++k) slope[k] += change * quadratic.curvature[j * size + k];
      largest = std::max(largest, own * change * change / 2);
    }
    return largest;
  };
  for (size_t sweeps = 0; sweeps < kMostSweeps && sweep(true) > enough; ++sweeps)
    while (sweep(false) > enough && sweeps < kMostSweeps) ++sweeps;
  return b;
}

}  // namespace auspex::learn
