#include "learn/forest/forest_interactions.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/threads.h"
#include "learn/forest/row_block.h"
#include "learn/forest/shap_kernel.h"

namespace auspex::learn {

ForestInteractions::ForestInteractions(const Forest& forest, std::vector<uint32_t> chosen)
    : schema_(forest.schema), chosen_(std::move(chosen)), whole_(CompileShap(forest)) {
  for (const uint32_t feature : chosen_) {
    if (feature >= forest.schema.size()) {
      throw Error(Fault::kUsage, "there is no feature " + std::to_string(feature) + ": the model has " + std::to_string(forest.schema.size()));
    }
    present_.push_back(CompileShap(forest, FixedFeature{feature, true}));
    absent_.push_back(CompileShap(forest, FixedFeature{feature, false}));
  }
}

namespace {

/// phi [features][RowBlock::kRows] of one block.
std::vector<double> Values(const ShapProgram& program, const RowBlock& rows) {
  ShapWorkspace workspace(program);
  std::vector<double> totals(program.features * RowBlock::kRows);
  RunShap(program, rows.data(), workspace, totals.data(), BestSimd());
  return totals;
}

}  // namespace

void ForestInteractions::Explain(const FeatureTable& table, const std::function<void(const Block&)>& sink) const {
  CheckSameSchema(schema_, table);
  const size_t features = schema_.size();
  ParallelFor(table.rows, RowBlock::kRows, [&](size_t begin, size_t end) {
    RowBlock rows(features);
    rows.Load(table, begin, end);
    const size_t count = end - begin;
    std::vector<double> values(chosen_.size() * count * features);
    const std::vector<double> phi = Values(whole_, rows);
    for (size_t c = 0; c < chosen_.size(); ++c) {
      const std::vector<double> with = Values(present_[c], rows), without = Values(absent_[c], rows);
      for (size_t r = 0; r < count; ++r) {
        double* out = values.data() + (c * count + r) * features;
        double rest = 0;
        for (size_t f = 0; f < features; ++f) {
          if (f == chosen_[c]) continue;
          out[f] = (with[f * RowBlock::kRows + r] - without[f * RowBlock::kRows + r]) / 2;
          rest += out[f];
        }
        out[chosen_[c]] = phi[chosen_[c] * RowBlock::kRows + r] - rest;
      }
    }
    sink({begin, count, values});
  });
}

std::vector<double> ForestInteractions::MeanAbsolute(const FeatureTable& table) const {
  const size_t features = schema_.size();
  std::vector<std::vector<double>> blocks((table.rows + RowBlock::kRows - 1) / RowBlock::kRows);
  Explain(table, [&](const Block& block) {
    std::vector<double>& sums = blocks[block.begin / RowBlock::kRows];
    sums.resize(chosen_.size() * features);
    for (size_t i = 0; i < block.values.size(); ++i) sums[i / (block.rows * features) * features + i % features] += std::fabs(block.values[i]);
  });
  std::vector<double> mean(chosen_.size() * features);
  for (const std::vector<double>& sums : blocks) {
    for (size_t i = 0; i < mean.size(); ++i) mean[i] += sums[i];
  }
  for (double& value : mean) value /= static_cast<double>(std::max<size_t>(table.rows, 1));
  return mean;
}

}  // namespace auspex::learn
