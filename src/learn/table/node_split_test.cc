#include "learn/table/node_split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "base/random.h"

namespace auspex::learn {
namespace {

std::vector<ClassWeight> RandomGroups(size_t count, Random& random) {
  std::vector<ClassWeight> groups(count);
  for (ClassWeight& group : groups) {
    group.weight = static_cast<double>(1 + random.Below(9));
    group.positive = static_cast<double>(random.Below(static_cast<uint64_t>(group.weight) + 1));
    group.once = group.weight;
  }
  return groups;
}

double Score(const ClassWeight& a, const ClassWeight& b) { return a.positive * a.positive / a.weight + b.positive * b.positive / b.weight; }

/// The best score of all ways to send each group and the missing values left or right.
double BestOfAllSubsets(const std::vector<ClassWeight>& groups, const ClassWeight& missing, double least) {
  std::vector<ClassWeight> parts = groups;
  if (missing.weight > 0) parts.push_back(missing);
  double best = 0;
  for (uint32_t set = 0; set < 1u << parts.size(); ++set) {
    ClassWeight sides[2];
    for (size_t i = 0; i < parts.size(); ++i) sides[set >> i & 1] += parts[i];
    if (sides[0].weight > 0 && sides[1].weight > 0 && std::min(sides[0].weight, sides[1].weight) >= least) best = std::max(best, Score(sides[0], sides[1]));
  }
  return best;
}

TEST(NodeSplit, OrderingCategoriesByShareFindsTheBestOfAllSubsets) {
  Random random(1);
  for (int i = 0; i < 300; ++i) {
    std::vector<ClassWeight> groups = RandomGroups(2 + random.Below(7), random);
    std::stable_sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) { return a.share() < b.share(); });
    EXPECT_NEAR(BestCut(groups, {}, {}).score, BestOfAllSubsets(groups, {}, 0), 1e-9);
  }
}

TEST(NodeSplit, TriesMissingValuesOnBothSidesAndAlone) {
  Random random(2);
  for (int i = 0; i < 300; ++i) {
    const std::vector<ClassWeight> groups = RandomGroups(1 + random.Below(6), random);
    const ClassWeight missing{5, static_cast<double>(random.Below(6)), 5};
    double best = 0;
    for (size_t cut = 0; cut <= groups.size(); ++cut) {
      ClassWeight left, right;
      for (size_t g = 0; g < groups.size(); ++g) (g < cut ? left : right) += groups[g];
      ClassWeight left_more = left, right_more = right;
      left_more += missing, right_more += missing;
      if (cut > 0 && cut < groups.size()) best = std::max(best, Score(left_more, right));
      if (cut > 0) best = std::max(best, Score(left, right_more));
    }
    EXPECT_NEAR(BestCut(groups, missing, {}).score, best, 1e-9);
  }
}

TEST(NodeSplit, KeepsTheLeastLeafWeight) {
  const std::vector<ClassWeight> groups = {{3, 3, 3}, {3, 0, 3}, {3, 0, 3}, {3, 0, 3}};
  EXPECT_EQ(BestCut(groups, {}, {}).count, 1u);
  EXPECT_EQ(BestCut(groups, {}, {.min_leaf_weight = 4, .direction = 0, .range = {}}).count, 2u);
  const std::vector<ClassWeight> drawn_often = {{9, 9, 3}, {3, 0, 3}, {3, 0, 3}, {3, 0, 3}};
  EXPECT_EQ(BestCut(drawn_often, {}, {.min_leaf_weight = 4, .direction = 0, .range = {}}).count, 2u);
  EXPECT_EQ(BestCut(groups, {}, {.min_leaf_weight = 7, .direction = 0, .range = {}}).count, 0u);
}

TEST(NodeSplit, KeepsTheDirection) {
  const std::vector<ClassWeight> groups = {{4, 4, 4}, {4, 0, 4}, {4, 2, 4}};
  EXPECT_EQ(BestCut(groups, {}, {}).count, 1u);
  EXPECT_EQ(BestCut(groups, {}, {.min_leaf_weight = 0, .direction = 1, .range = {}}).count, 2u);
}

TEST(NodeSplit, UnseenMissingValuesGoToTheHeavierSide) {
  EXPECT_FALSE(BestCut(std::vector<ClassWeight>{{2, 2, 2}, {5, 0, 5}}, {}, {}).missing_left);
  EXPECT_TRUE(BestCut(std::vector<ClassWeight>{{6, 6, 6}, {5, 0, 5}}, {}, {}).missing_left);
}

TEST(NodeSplit, NothingToCut) {
  EXPECT_EQ(BestCut({}, {3, 1, 3}, {}).count, 0u);
  EXPECT_EQ(BestCut(std::vector<ClassWeight>{{3, 1, 3}}, {}, {}).count, 0u);
}

}  // namespace
}  // namespace auspex::learn
