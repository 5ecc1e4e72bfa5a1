#include "learn/table/binned_table.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/threads.h"

namespace auspex::learn {
namespace {

struct WeighedValue {
  float value;
  double weight;
};

double WeightOf(std::span<const float> weights, size_t row) { return weights.empty() ? 1.0 : static_cast<double>(weights[row]); }

/// The different values of the rows that weigh something, rising, with their weight.
std::vector<WeighedValue> DifferentValues(std::span<const float> values, std::span<const float> weights) {
  std::vector<WeighedValue> all;
  if (weights.empty()) {
    std::vector<float> known;
    known.reserve(values.size());
    std::copy_if(values.begin(), values.end(), std::back_inserter(known), [](float value) { return !std::isnan(value); });
    std::sort(known.begin(), known.end());
    for (const float value : known)
      if (!all.empty() && all.back().value == value) all.back().weight += 1;
      else all.push_back({value, 1});
    return all;
  }
  for (size_t r = 0; r < values.size(); ++r)
    if (!std::isnan(values[r]) && weights[r] > 0) all.push_back({values[r], static_cast<double>(weights[r])});
  std::stable_sort(all.begin(), all.end(), [](const WeighedValue& a, const WeighedValue& b) { return a.value < b.value; });
  size_t count = 0;
  for (const WeighedValue& next : all)
    if (count > 0 && all[count - 1].value == next.value) all[count - 1].weight += next.weight;
    else all[count++] = next;
  all.resize(count);
  return all;
}

ColumnBins NumberBins(std::span<const WeighedValue> values, uint32_t most) {
  ColumnBins column;
  double left = 0, inside = 0, target = 0;
  for (const WeighedValue& next : values) left += next.weight;
  const bool exact = values.size() <= most;
  for (const WeighedValue& next : values) {
    const bool full = inside >= target || (inside > 0 && next.weight >= target);
    if (exact || column.bins == 0 || (full && column.bins < most)) {
      target = left / static_cast<double>(most - column.bins);
      inside = 0;
      ++column.bins;
      column.low.push_back(next.value);
      column.high.push_back(next.value);
    }
    column.high.back() = next.value;
    inside += next.weight;
    left -= next.weight;
  }
  return column;
}

ColumnBins CategoryBins(std::span<const float> codes, size_t categories, std::span<const float> weights, uint32_t most) {
  ColumnBins column{.is_category = true, .bins = static_cast<uint32_t>(std::min<size_t>(categories, most)), .low = {}, .high = {}, .of_category = {}};
  column.of_category.resize(categories);
  std::vector<uint32_t> order(categories);
  std::iota(order.begin(), order.end(), 0);
  if (categories > most) {
    std::vector<double> frequency(categories);
    for (size_t r = 0; r < codes.size(); ++r)
      if (!std::isnan(codes[r])) frequency[static_cast<size_t>(codes[r])] += WeightOf(weights, r);
    std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return frequency[a] > frequency[b]; });
  }
  for (uint32_t rank = 0; rank < order.size(); ++rank) column.of_category[order[rank]] = std::min(rank, column.bins - 1);
  return column;
}

template <class Code>
std::vector<Code> Encode(const ColumnBins& column, std::span<const float> values) {
  std::vector<float> ends;
  for (uint32_t b = 0; !column.is_category && b + 1 < column.bins; ++b) ends.push_back(Halfway(column.high[b], column.low[b + 1]));
  std::vector<Code> codes(values.size(), BinnedTable<Code>::kMissing);
  for (size_t r = 0; r < values.size() && column.bins > 0; ++r) {
    if (std::isnan(values[r])) continue;
    codes[r] = static_cast<Code>(column.is_category ? column.of_category[static_cast<size_t>(values[r])]
                                                    : std::lower_bound(ends.begin(), ends.end(), values[r]) - ends.begin());
  }
  return codes;
}

}  // namespace

float Halfway(float low, float high) {
  const auto middle = static_cast<float>((static_cast<double>(low) + static_cast<double>(high)) / 2);
  return middle < high ? middle : low;
}

BinCut ColumnBins::CutBetween(uint32_t left, uint32_t right) const {
  const float middle = Halfway(high[left], low[right]);
  uint32_t last = left;
  while (last + 1 < right && low[last + 1] <= middle) ++last;
  return {high[last] <= middle ? middle : Halfway(high[last], low[last + 1]), last};
}

template <class Code>
BinnedTable<Code>::BinnedTable(const FeatureTable& table, std::span<const float> weights)
    : rows_(table.rows), bins_(table.features()), codes_(table.features()) {
  ParallelFor(table.features(), 1, [&](size_t begin, size_t end) {
    for (size_t f = begin; f < end; ++f) {
      const FeatureInfo& info = table.schema[f];
      bins_[f] = info.is_category() ? CategoryBins(table.columns[f], info.categories.size(), weights, kMostBins)
                                    : NumberBins(DifferentValues(table.columns[f], weights), kMostBins);
      codes_[f] = Encode<Code>(bins_[f], table.columns[f]);
    }
  });
}

template class BinnedTable<uint8_t>;
template class BinnedTable<uint16_t>;

}  // namespace auspex::learn
