#pragma once
// Which way a node sends a value: the one plain statement of it, that every fast kernel is tested against.
#include <cmath>
#include <cstdint>
#include <vector>

#include "learn/forest/forest.h"

namespace auspex::learn {

/// Numbers this near 0 count as missing at a node with zero_is_missing.
constexpr float kZeroBand = 1e-35f;

using CategorySets = std::vector<std::vector<uint32_t>>;

inline bool GoesLeft(const TreeNode& node, const CategorySets& sets, float value) {
  if (std::isnan(value) || (node.zero_is_missing && std::fabs(value) <= kZeroBand)) return node.missing_left;
  if (node.categories == 0) return value <= node.threshold;
  const std::vector<uint32_t>& set = sets[node.categories - 1];
  if (!(value >= 0) || value >= 32.0f * static_cast<float>(set.size())) return false;
  const auto code = static_cast<uint32_t>(value);
  return set[code / 32] >> (code % 32) & 1;
}

}  // namespace auspex::learn
