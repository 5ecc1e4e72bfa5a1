#include "learn/forest/top_reasons.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"

namespace auspex::learn {
namespace {

bool Stronger(const Reason& a, const Reason& b) {
  const float x = std::fabs(a.value), y = std::fabs(b.value);
  return x != y ? x > y : a.group < b.group;
}

}  // namespace

void CheckGroups(const ReasonGroups& groups, size_t features) {
  if (groups.group.size() != features) {
    throw Error(Fault::kUsage, "the groups name " + std::to_string(groups.group.size()) + " features, the table has " + std::to_string(features));
  }
  for (size_t f = 0; f < features; ++f) {
    if (groups.group[f] >= groups.names.size()) {
      throw Error(Fault::kUsage, "feature " + std::to_string(f) + " is in group " + std::to_string(groups.group[f]) + ", but there are only " +
                                     std::to_string(groups.names.size()));
    }
  }
}

ReasonGroups EachFeature(const Schema& schema) {
  ReasonGroups groups;
  groups.group.resize(schema.size());
  std::iota(groups.group.begin(), groups.group.end(), 0u);
  for (const FeatureInfo& info : schema) groups.names.push_back(info.name);
  return groups;
}

void RankReasons(std::span<const double> values, const ReasonGroups& groups, std::vector<double>& sums, std::span<Reason> out) {
  sums.assign(groups.names.size(), 0);
  for (size_t f = 0; f < values.size(); ++f) sums[groups.group[f]] += values[f];
  size_t found = 0;  // out[0, found) is sorted
  for (uint32_t g = 0; g < sums.size() && !out.empty(); ++g) {
    const Reason reason{g, static_cast<float>(sums[g])};
    if (found == out.size() && !Stronger(reason, out[found - 1])) continue;
    size_t at = found < out.size() ? found++ : found - 1;
    for (; at > 0 && Stronger(reason, out[at - 1]); --at) out[at] = out[at - 1];
    out[at] = reason;
  }
}

TopReasons FindTopReasons(const Explainer& explainer, const FeatureTable& table, const ReasonGroups& groups, size_t count) {
  CheckGroups(groups, table.features());
  TopReasons top{std::min(count, groups.names.size()), {}};
  top.reasons.resize(table.rows * top.count);
  const size_t features = table.features();
  explainer.Explain(table, [&](const ShapBlock& block) {
    std::vector<double> sums;
    for (size_t r = 0; r < block.rows; ++r) {
      RankReasons(block.values.subspan(r * features, features), groups, sums,
                  std::span(top.reasons).subspan((block.begin + r) * top.count, top.count));
    }
  });
  return top;
}

}  // namespace auspex::learn
