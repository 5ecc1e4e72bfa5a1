#pragma once
// Additive explanations of any model of tables: what each feature adds to a row's margin.
#include <functional>
#include <span>

#include "learn/table/feature_table.h"

namespace auspex::learn {

/// Contributions to the margin of `rows` rows from `begin` on: values [rows][features].
struct ShapBlock {
  size_t begin, rows;
  std::span<const double> values;
};

/// Called from several threads at once, for blocks that do not overlap, in any order. The values live until it returns.
using ShapSink = std::function<void(const ShapBlock&)>;

class Explainer {
 public:
  static constexpr size_t kBlock = 128;  ///< a ShapBlock begins at a multiple of it

  virtual ~Explainer() = default;
  /// What the margin is expected to be when nothing is known: base() + the row's values = its margin.
  virtual double base() const = 0;
  /// Streams the rows; nothing of them is kept. Throws Error(kUsage) if the table's schema is not the model's. The same bits for any number of threads.
  virtual void Explain(const FeatureTable& table, const ShapSink& sink) const = 0;
};

}  // namespace auspex::learn
