#pragma once
// A table with its values replaced by the numbers of bins, fitted on the rows that weigh something: what our own trees are grown on.
//
// A column of numbers with at most kMostBins different values has a bin for each; else bins of about equal weight, a value as heavy as a bin
// standing alone. A category is a bin; of more categories than bins the most frequent have their own, the others share the last.
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "learn/table/feature_table.h"

namespace auspex::learn {

/// A threshold that sends exactly the bins up to `last` left (value <= threshold).
struct BinCut {
  float threshold;
  uint32_t last;
};

struct ColumnBins {
  bool is_category = false;
  uint32_t bins = 0;                   ///< without the one of missing values
  std::vector<float> low, high;        ///< numbers: least and greatest training value of each bin
  std::vector<uint32_t> of_category;   ///< categories: bin by code

  /// Between the values of bins left < right: halfway, or, where a bin between them lies on both sides of that, behind that bin.
  BinCut CutBetween(uint32_t left, uint32_t right) const;
};

/// The float halfway between low < high that is at least low and below high: it decides alike on both.
float Halfway(float low, float high);

/// Code is uint8_t (255 bins) or uint16_t (65,535 bins, which keeps every value of as many rows).
template <class Code>
class BinnedTable {
 public:
  static constexpr Code kMissing = std::numeric_limits<Code>::max();
  static constexpr uint32_t kMostBins = kMissing;

  /// `weights` are at least 0, or empty for 1 each; `table` must pass CheckTable. The same bits for any number of threads.
  BinnedTable(const FeatureTable& table, std::span<const float> weights);

  size_t rows() const { return rows_; }
  size_t features() const { return bins_.size(); }
  const ColumnBins& bins(size_t feature) const { return bins_[feature]; }
  /// [rows]; kMissing for a missing value.
  std::span<const Code> codes(size_t feature) const { return codes_[feature]; }

 private:
  size_t rows_;
  std::vector<ColumnBins> bins_;
  std::vector<std::vector<Code>> codes_;
};

extern template class BinnedTable<uint8_t>;
extern template class BinnedTable<uint16_t>;

}  // namespace auspex::learn
