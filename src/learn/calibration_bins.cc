#include "learn/calibration_bins.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "learn/wilson.h"

namespace auspex::learn {
namespace {

struct Sums {
  double probability = 0;
  uint64_t count = 0, yes = 0;
};

CalibrationBin Finish(const Sums& sums) {
  const auto count = static_cast<double>(sums.count);
  const Interval interval = WilsonInterval(sums.yes, sums.count);
  return {sums.probability / count, static_cast<double>(sums.yes) / count, interval.low, interval.high, sums.count};
}

}  // namespace

std::vector<CalibrationBin> CalibrationBins(std::span<const float> probabilities, std::span<const int8_t> labels, size_t bins) {
  if (probabilities.size() != labels.size()) throw Error(Fault::kInternal, "a calibration curve was given columns of unequal length");
  std::vector<std::pair<float, int8_t>> rows;
  for (size_t r = 0; r < labels.size(); ++r) {
    if (labels[r] == 0 || labels[r] == 1) rows.emplace_back(probabilities[r], labels[r]);
  }
  std::sort(rows.begin(), rows.end());
  std::vector<Sums> sums(bins);
  for (size_t begin = 0; begin < rows.size();) {
    size_t end = begin;
    uint64_t yes = 0;
    for (; end < rows.size() && rows[end].first == rows[begin].first; ++end) yes += static_cast<uint64_t>(rows[end].second);
    Sums& bin = sums[std::min(bins - 1, (begin + end) * bins / (2 * rows.size()))];
    bin.probability += static_cast<double>(rows[begin].first) * static_cast<double>(end - begin);
    bin.count += end - begin;
    bin.yes += yes;
    begin = end;
  }
  std::vector<CalibrationBin> curve;
  for (const Sums& bin : sums) {
    if (bin.count > 0) curve.push_back(Finish(bin));
  }
  return curve;
}

}  // namespace auspex::learn
