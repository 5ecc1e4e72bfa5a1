#include "learn/table/pair_cells.h"

#include <algorithm>
#include <cmath>

#include "learn/archive.h"

namespace auspex::learn {
namespace {

struct Sums {
  double yes = 0, all = 0;
};

float Shrunk(const Sums& cell, const Sums& total, double smoothing) {
  const double share = total.all > 0 ? total.yes / total.all : 0.5;
  return static_cast<float>(cell.all + smoothing > 0 ? (cell.yes + smoothing * share) / (cell.all + smoothing) : share);
}

/// Sums by cell and over all, from the rows that `counts` admits, in their order.
template <class Counts>
std::vector<float> Learn(const TrainingPart& part, const Cells& cells, double smoothing, const Counts& counts) {
  std::vector<Sums> sums(cells.keys.size());
  Sums total;
  for (size_t r = 0; r < cells.of.size(); ++r) {
    if (!counts(r)) continue;
    const double weight = part.weight(r), yes = part.labels()[r] == 1 ? weight : 0;
    Sums& cell = sums[cells.of[r]];
    cell.yes += yes;
    cell.all += weight;
    total.yes += yes;
    total.all += weight;
  }
  std::vector<float> shares(sums.size());
  for (size_t c = 0; c < sums.size(); ++c) shares[c] = Shrunk(sums[c], total, smoothing);
  return shares;
}

}  // namespace

ValuePlaces::ValuePlaces(const FeatureInfo& info, std::span<const float> column) : categories_(info.categories.size()) {
  if (info.is_category()) return;
  for (const float value : column)
    if (!std::isnan(value)) values_.push_back(value);
  std::sort(values_.begin(), values_.end());
  values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
}

ValuePlaces ValuePlaces::Saved(const FeatureInfo& info, std::vector<float> values) {
  const bool rising = std::adjacent_find(values.begin(), values.end(), std::greater_equal<>()) == values.end();
  if (!rising || (info.is_category() && !values.empty())) RefuseArchive("the values of an encoded pair do not fit its columns");
  ValuePlaces places;
  places.values_ = std::move(values);
  places.categories_ = info.categories.size();
  return places;
}

uint64_t ValuePlaces::Of(float value) const {
  if (std::isnan(value)) return size() - 1;
  if (categories_ > 0) return static_cast<uint64_t>(value);
  const auto found = std::lower_bound(values_.begin(), values_.end(), value);
  return found != values_.end() && *found == value ? static_cast<uint64_t>(found - values_.begin()) : kUnknown;
}

Cells CellsOf(std::span<const uint64_t> keys) {
  Cells cells{{keys.begin(), keys.end()}, {}};
  std::sort(cells.keys.begin(), cells.keys.end());
  cells.keys.erase(std::unique(cells.keys.begin(), cells.keys.end()), cells.keys.end());
  for (const uint64_t key : keys)
    cells.of.push_back(static_cast<uint32_t>(std::lower_bound(cells.keys.begin(), cells.keys.end(), key) - cells.keys.begin()));
  return cells;
}

std::vector<float> Shares(const TrainingPart& part, const Cells& cells, double smoothing) {
  return Learn(part, cells, smoothing, [](size_t) { return true; });
}

std::vector<float> OutOfFoldShares(const TrainingPart& part, const Cells& cells, std::span<const Fold> folds, double smoothing) {
  std::vector<uint32_t> fold_of(cells.of.size());
  for (uint32_t k = 0; k < folds.size(); ++k)
    for (const uint32_t row : folds[k].test) fold_of[row] = k;
  std::vector<float> shares(cells.of.size());
  for (uint32_t k = 0; k < folds.size(); ++k) {
    const std::vector<float> others = Learn(part, cells, smoothing, [&](size_t row) { return fold_of[row] != k; });
    for (const uint32_t row : folds[k].test) shares[row] = others[cells.of[row]];
  }
  return shares;
}

double ShareOfAll(const TrainingPart& part) {
  Sums total;
  for (size_t r = 0; r < part.table().rows; ++r) {
    total.all += part.weight(r);
    if (part.labels()[r] == 1) total.yes += part.weight(r);
  }
  return total.all > 0 ? total.yes / total.all : 0.5;
}

}  // namespace auspex::learn
