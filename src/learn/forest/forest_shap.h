#pragma once
// Exact path-dependent SHAP values of any forest, streamed in blocks of rows. How: shap_program.h.
#include "learn/forest/forest.h"
#include "learn/forest/shap_program.h"
#include "learn/forest/simd_level.h"
#include "learn/table/explainer.h"

namespace auspex::learn {

class ForestShap : public Explainer {
 public:
  /// Keeps a compiled copy; `forest` must pass CheckForest and need not live on.
  explicit ForestShap(const Forest& forest);

  double base() const override { return program_.base; }

  void Explain(const FeatureTable& table, const ShapSink& sink) const override { Explain(table, sink, BestSimd()); }
  /// The same bits for every variant.
  void Explain(const FeatureTable& table, const ShapSink& sink, SimdLevel level) const;

 private:
  Schema schema_;
  ShapProgram program_;
};

}  // namespace auspex::learn
