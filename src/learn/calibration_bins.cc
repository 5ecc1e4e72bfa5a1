#include "learn/calibration_bins.h"

#include <algorithm>

#include "base/error.h"
#include "learn/wilson.h"

namespace auspex::learn {
namespace {

struct Row {
  float probability;
  int8_t label;
  float weight;
};

struct Sums {
  double probability = 0, weight = 0, square = 0, yes = 0;  // weighted; square: sum of squared weights
  uint64_t count = 0;

  void Add(const Row& row) {
    const double w = row.weight;
    probability += w * row.probability;
    weight += w;
    square += w * w;
    if (row.label == 1) yes += w;
    ++count;
  }
  void Add(const Sums& other) {
    probability += other.probability;
    weight += other.weight;
    square += other.square;
    yes += other.yes;
    count += other.count;
  }
};

CalibrationBin Finish(const Sums& sums) {
  const double share = sums.yes / sums.weight;
  const Interval interval = WilsonIntervalOfShare(share, sums.weight * sums.weight / sums.square);
  return {sums.probability / sums.weight, share, interval.low, interval.high, sums.count, sums.weight};
}

}  // namespace

std::vector<CalibrationBin> CalibrationBins(std::span<const float> probabilities, std::span<const int8_t> labels, size_t bins,
                                            std::span<const float> weights) {
  if (probabilities.size() != labels.size() || !(weights.empty() || weights.size() == labels.size()))
    throw Error(Fault::kInternal, "a calibration curve was given columns of unequal length");
  if (bins == 0) throw Error(Fault::kUsage, "a calibration curve needs at least 1 bin", "calibration curve");
  std::vector<Row> rows;
  double total = 0;
  for (size_t r = 0; r < labels.size(); ++r) {
    const float weight = weights.empty() ? 1 : weights[r];
    if ((labels[r] != 0 && labels[r] != 1) || !(weight > 0)) continue;
    rows.push_back({probabilities[r], labels[r], weight});
    total += weight;
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.probability < b.probability; });
  std::vector<Sums> sums(bins);
  double below = 0;
  for (size_t begin = 0; begin < rows.size();) {
    Sums tied;
    for (const float score = rows[begin].probability; begin < rows.size() && rows[begin].probability == score; ++begin) tied.Add(rows[begin]);
    const double middle = (2 * below + tied.weight) * static_cast<double>(bins) / (2 * total);
    sums[std::min(bins - 1, static_cast<size_t>(middle))].Add(tied);
    below += tied.weight;
  }
  std::vector<CalibrationBin> curve;
  for (const Sums& bin : sums) {
    if (bin.count > 0) curve.push_back(Finish(bin));
  }
  return curve;
}

}  // namespace auspex::learn
