#include "learn/forest/forest_shap.h"

#include <algorithm>

#include "base/threads.h"
#include "learn/forest/row_block.h"
#include "learn/forest/shap_kernel.h"

namespace auspex::learn {

static_assert(ForestShap::kBlock == RowBlock::kRows);

ForestShap::ForestShap(const Forest& forest) : schema_(forest.schema), program_(CompileShap(forest)) {}

void ForestShap::Explain(const FeatureTable& table, const ShapSink& sink, SimdLevel level) const {
  CheckSameSchema(schema_, table);
  const size_t features = schema_.size();
  ParallelFor(table.rows, 4 * kBlock, [&](size_t begin, size_t end) {
    RowBlock rows(features);
    ShapWorkspace workspace(program_);
    std::vector<double> totals(features * kBlock), values(features * kBlock);
    for (size_t first = begin; first < end; first += kBlock) {
      const size_t count = std::min(end - first, kBlock);
      rows.Load(table, first, first + count);
      std::fill(totals.begin(), totals.end(), 0.0);
      RunShap(program_, rows.data(), workspace, totals.data(), level);
      for (size_t f = 0; f < features; ++f) {
        for (size_t r = 0; r < count; ++r) values[r * features + f] = totals[f * kBlock + r];
      }
      sink({first, count, std::span<const double>(values).first(count * features)});
    }
  });
}

}  // namespace auspex::learn
