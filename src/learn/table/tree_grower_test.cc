#include "learn/table/tree_grower.h"

#include <gtest/gtest.h>

#include "learn/table/tree_fixture.h"

namespace auspex::learn {
namespace {

/// Draws of a bootstrap sample, times `scale`.
std::vector<TreeSample> Drawn(const LabelledRows& data, float scale) {
  Random random(5);
  std::vector<float> counts(data.table.rows);
  for (size_t i = 0; i < counts.size(); ++i) ++counts[random.Below(counts.size())];
  std::vector<TreeSample> samples;
  for (uint32_t r = 0; r < counts.size(); ++r)
    if (counts[r] > 0) samples.push_back({r, scale * counts[r], data.labels[r] ? scale * counts[r] : 0.0f, scale});
  return samples;
}

template <class Code>
GrownTree GrowOn(const LabelledRows& data, float scale) {
  const BinnedTable<Code> binned(data.table, {});
  Random random(3);
  return TreeGrower<Code>(binned, {.max_depth = 24, .min_leaf_weight = 5.0 * static_cast<double>(scale), .features_tried = 3, .directions = {}})
      .Grow(Drawn(data, scale), nullptr, random);
}

/// Weights of one half are no counts: they are added in double. A half is exact, so nothing but the weights may differ.
template <class Code>
void ExpectTheTreeOfHalves(const LabelledRows& data) {
  const GrownTree counted = GrowOn<Code>(data, 1), added = GrowOn<Code>(data, 0.5f);
  ASSERT_EQ(counted.tree.nodes.size(), added.tree.nodes.size());
  EXPECT_GT(counted.tree.nodes.size(), 100u);
  EXPECT_EQ(counted.sets, added.sets);
  for (size_t n = 0; n < counted.tree.nodes.size(); ++n) {
    const TreeNode &a = counted.tree.nodes[n], &b = added.tree.nodes[n];
    EXPECT_EQ(a.feature, b.feature) << n;
    EXPECT_EQ(a.threshold, b.threshold) << n;
    EXPECT_EQ(a.left, b.left) << n;
    EXPECT_EQ(a.missing_left, b.missing_left) << n;
    EXPECT_EQ(a.value, b.value) << n;
    EXPECT_EQ(a.cover, 2 * b.cover) << n;
    EXPECT_EQ(counted.positive[n], 2 * added.positive[n]) << n;
  }
}

TEST(TreeGrower, CountsInIntegersAsItAddsInDouble) {
  const LabelledRows data = MixedRows(4000, 8, 2);
  ExpectTheTreeOfHalves<uint8_t>(data);
  ExpectTheTreeOfHalves<uint16_t>(data);
}

}  // namespace
}  // namespace auspex::learn
