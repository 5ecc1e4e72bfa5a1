#include "learn/table/node_split.h"

namespace auspex::learn {
namespace {

bool Allowed(const ClassWeight& left, const ClassWeight& right, const SplitRule& rule) {
  if (rule.direction == 0) return true;
  const double difference = rule.range.Clamp(right.share()) - rule.range.Clamp(left.share());
  return rule.direction > 0 ? difference >= 0 : difference <= 0;
}

/// Takes left | right as `best` if it is better; returns whether it is.
bool Consider(const ClassWeight& left, const ClassWeight& right, const SplitRule& rule, NodeCut& best) {
  if (!(left.once >= rule.min_leaf_weight && right.once >= rule.min_leaf_weight)) return false;
  const double least = 1e-9 * (left.weight + right.weight);  // a side lighter than that may be rounding alone
  if (!(left.weight >= least && right.weight >= least)) return false;
  const double score = (left.positive * left.positive * right.weight + right.positive * right.positive * left.weight) / (left.weight * right.weight);
  if (!(score > best.score) || !Allowed(left, right, rule)) return false;
  best.score = score;
  return true;
}

}  // namespace

NodeCut BestCut(std::span<const ClassWeight> groups, const ClassWeight& missing, const SplitRule& rule) {
  ClassWeight total;
  for (const ClassWeight& group : groups) total += group;
  NodeCut best;
  ClassWeight left;
  for (size_t i = 0; i + 1 < groups.size(); ++i) {
    left += groups[i];
    ClassWeight right{total.weight - left.weight, total.positive - left.positive, total.once - left.once};
    if (missing.weight <= 0) {
      if (Consider(left, right, rule, best)) best.count = i + 1, best.missing_left = left.weight >= right.weight;
      continue;
    }
    ClassWeight left_more = left, right_more = right;
    left_more += missing;
    right_more += missing;
    if (Consider(left_more, right, rule, best)) best.count = i + 1, best.missing_left = true;
    if (Consider(left, right_more, rule, best)) best.count = i + 1, best.missing_left = false;
  }
  SplitRule unordered = rule;
  unordered.direction = 0;
  if (!groups.empty() && missing.weight > 0 && Consider(total, missing, unordered, best)) best.count = groups.size(), best.missing_left = false;
  return best;
}

}  // namespace auspex::learn
