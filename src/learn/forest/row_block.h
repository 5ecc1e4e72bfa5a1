#pragma once
// A few rows of a table, copied to where a kernel can read whole vectors of them.
#include <algorithm>

#include "learn/aligned_floats.h"
#include "learn/table/feature_table.h"

namespace auspex::learn {

class RowBlock {
 public:
  static constexpr size_t kRows = 128;

  explicit RowBlock(size_t features) : values_(std::max<size_t>(features, 1) * kRows) {}

  /// Rows [begin, end) of `table`, at most kRows; rows behind them are 0.
  void Load(const FeatureTable& table, size_t begin, size_t end) {
    for (size_t f = 0; f < table.columns.size(); ++f) {
      float* to = values_.data() + f * kRows;
      std::copy(table.columns[f].begin() + static_cast<ptrdiff_t>(begin), table.columns[f].begin() + static_cast<ptrdiff_t>(end), to);
      std::fill(to + (end - begin), to + kRows, 0.0f);
    }
  }

  /// [features][kRows]
  const float* data() const { return values_.data(); }

 private:
  AlignedFloats values_;
};

}  // namespace auspex::learn
