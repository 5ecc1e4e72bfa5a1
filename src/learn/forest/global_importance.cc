#include "learn/forest/global_importance.h"

#include <cmath>

#include "base/error.h"

namespace auspex::learn {
namespace {

/// Sums of one block of rows, so that the order of all sums is that of the rows.
struct BlockSums {
  std::vector<double> absolute, plain;
};

BlockSums SumBlock(const ShapBlock& block, const ReasonGroups& groups) {
  const size_t features = groups.group.size(), count = groups.names.size();
  BlockSums out{std::vector<double>(count), std::vector<double>(count)};
  std::vector<double> sums;
  for (size_t r = 0; r < block.rows; ++r) {
    sums.assign(count, 0);
    for (size_t f = 0; f < features; ++f) sums[groups.group[f]] += block.values[r * features + f];
    for (size_t g = 0; g < count; ++g) {
      out.absolute[g] += std::fabs(sums[g]);
      out.plain[g] += sums[g];
    }
  }
  return out;
}

}  // namespace

GlobalImportance MeasureImportance(const Explainer& explainer, const FeatureTable& table, const ReasonGroups& groups) {
  CheckGroups(groups, table.features());
  std::vector<BlockSums> blocks((table.rows + Explainer::kBlock - 1) / Explainer::kBlock);
  explainer.Explain(table, [&](const ShapBlock& block) { blocks[block.begin / Explainer::kBlock] = SumBlock(block, groups); });
  GlobalImportance out{std::vector<double>(groups.names.size()), std::vector<double>(groups.names.size())};
  for (size_t g = 0; g < groups.names.size(); ++g) {
    for (const BlockSums& block : blocks) {
      out.mean_absolute[g] += block.absolute[g];
      out.mean[g] += block.plain[g];
    }
    out.mean_absolute[g] /= static_cast<double>(std::max<size_t>(table.rows, 1));
    out.mean[g] /= static_cast<double>(std::max<size_t>(table.rows, 1));
  }
  return out;
}

std::vector<DependencePoint> Dependence(const Explainer& explainer, const FeatureTable& table, size_t feature, std::span<const uint32_t> rows) {
  const size_t features = table.features();
  if (feature >= features) throw Error(Fault::kUsage, "there is no feature " + std::to_string(feature) + ": the table has " + std::to_string(features));
  FeatureTable sample{rows.size(), table.schema, {}};
  for (const std::vector<float>& column : table.columns) {
    std::vector<float>& taken = sample.columns.emplace_back();
    for (const uint32_t row : rows) {
      if (row >= table.rows) throw Error(Fault::kUsage, "there is no row " + std::to_string(row) + ": the table has " + std::to_string(table.rows));
      taken.push_back(column[row]);
    }
  }
  std::vector<DependencePoint> points(rows.size());
  explainer.Explain(sample, [&](const ShapBlock& block) {
    for (size_t r = 0; r < block.rows; ++r) {
      const size_t at = block.begin + r;
      points[at] = {rows[at], sample.columns[feature][at], static_cast<float>(block.values[r * features + feature])};
    }
  });
  return points;
}

}  // namespace auspex::learn
