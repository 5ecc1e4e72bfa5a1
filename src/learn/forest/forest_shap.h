#pragma once
// Exact path-dependent SHAP values of any forest, streamed in blocks of rows. How: shap_program.h.
#include <functional>
#include <span>

#include "learn/forest/forest.h"
#include "learn/forest/shap_program.h"
#include "learn/forest/simd_level.h"

namespace auspex::learn {

/// Contributions to the margin of `rows` rows from `begin` on: values [rows][features].
struct ShapBlock {
  size_t begin, rows;
  std::span<const double> values;
};

/// Called from several threads at once, for blocks that do not overlap, in any order; a block begins at a multiple of
/// ForestShap::kBlock. The values live until it returns.
using ShapSink = std::function<void(const ShapBlock&)>;

class ForestShap {
 public:
  static constexpr size_t kBlock = 128;

  /// Keeps a compiled copy; `forest` must pass CheckForest and need not live on.
  explicit ForestShap(const Forest& forest);

  /// What the margin is expected to be when nothing is known: base() + the row's values = its margin.
  double base() const { return program_.base; }

  /// Throws Error(kUsage) if the table's schema is not the forest's. The same bits for any number of threads, blocks and variants.
  void Explain(const FeatureTable& table, const ShapSink& sink, SimdLevel level = BestSimd()) const;

 private:
  Schema schema_;
  ShapProgram program_;
};

}  // namespace auspex::learn
