#include "learn/table/decision_tree.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/progress.h"
#include "base/threads.h"
#include "learn/forest/node_outcome.h"
#include "learn/table/cost_complexity.h"
#include "learn/table/forest_classifier.h"
#include "learn/table/monotone.h"
#include "learn/table/training_check.h"
#include "learn/table/tree_grower.h"

namespace auspex::learn {
namespace {

void CheckOptions(const TreeOptions& options) {
  const auto check = [](bool holds, const char* what) {
    if (!holds) throw Error(Fault::kUsage, what, "tree");
  };
  check(options.min_leaf_weight >= 0 && std::isfinite(options.min_leaf_weight), "the tree's least leaf weight is not a number from 0 up");
  check(options.min_gain >= 0 && std::isfinite(options.min_gain), "the tree's least gain is not a number from 0 up");
  check(options.prune_folds == 0 || options.prune_folds >= 2, "a tree is pruned with 2 folds or more, or with 0 not at all");
}

std::vector<TreeSample> SamplesOf(const TrainingRows& rows) {
  std::vector<TreeSample> samples;
  for (uint32_t r = 0; r < rows.table.rows; ++r) {
    const float weight = rows.weights.empty() ? 1.0f : rows.weights[r];
    if (weight > 0) samples.push_back({r, weight, rows.labels[r] ? weight : 0.0f, weight});
  }
  return samples;
}

/// The fold of each sample: each class is dealt out evenly in a random order.
std::vector<uint32_t> DealFolds(const std::vector<TreeSample>& samples, size_t folds, uint64_t seed) {
  std::array<std::vector<uint32_t>, 2> classes;
  for (uint32_t s = 0; s < samples.size(); ++s) classes[samples[s].positive > 0].push_back(s);
  std::vector<uint32_t> fold(samples.size());
  Random random(seed);
  size_t next = 0;
  for (auto& members : classes) {
    random.Shuffle(std::span(members));
    for (const uint32_t s : members) fold[s] = static_cast<uint32_t>(next++ % folds);
  }
  return fold;
}

/// Sums over held-out rows of weight × loss, weight² × loss and weight² × loss², by cost; and of weight and weight².
struct HeldOutLoss {
  std::vector<double> loss, cross, square;
  double weight = 0, weight_square = 0;

  explicit HeldOutLoss(size_t costs) : loss(costs + 1), cross(costs + 1), square(costs + 1) {}

  /// A row's loss is `value` at costs [begin, end). Kept as steps until Finish.
  void Add(size_t begin, size_t end, double w, double value) {
    const auto step = [&](size_t at, double sign) {
      loss[at] += sign * w * value;
      cross[at] += sign * w * w * value;
      square[at] += sign * w * w * value * value;
    };
    step(begin, 1);
    step(end, -1);
  }
  void Finish() {
    for (auto* sums : {&loss, &cross, &square})
      for (size_t k = 1; k < sums->size(); ++k) (*sums)[k] += (*sums)[k - 1];
  }
  void Merge(const HeldOutLoss& other) {
    for (size_t k = 0; k < loss.size(); ++k) loss[k] += other.loss[k], cross[k] += other.cross[k], square[k] += other.square[k];
    weight += other.weight;
    weight_square += other.weight_square;
  }
  double Mean(size_t k) const { return loss[k] / weight; }
  double StandardError(size_t k) const {
    const double mean = Mean(k);
    return std::sqrt(std::max(0.0, square[k] - 2 * mean * cross[k] + mean * mean * weight_square)) / weight;
  }
};

/// Adds one row's loss at each of `costs` (rising): on its way down, the row stops at the first node whose cost of collapse is not above.
void AddRow(const GrownTree& grown, const std::vector<double>& collapse, const std::vector<double>& costs, const FeatureTable& table,
            const TreeSample& sample, HeldOutLoss& sums) {
  const auto w = static_cast<double>(sample.weight), outcome = sample.positive > 0 ? 1.0 : 0.0;
  sums.weight += w;
  sums.weight_square += w * w;
  size_t end = costs.size();
  for (uint32_t n = 0;;) {
    const TreeNode& node = grown.tree.nodes[n];
    const size_t begin = static_cast<size_t>(std::lower_bound(costs.begin(), costs.end(), collapse[n]) - costs.begin());
    if (begin < end) sums.Add(begin, end, w, 2 * (outcome - node.value) * (outcome - node.value));
    end = std::min(end, begin);
    if (node.feature == TreeNode::kLeaf || end == 0) return;
    n = GoesLeft(node, grown.sets, table.columns[node.feature][sample.row]) ? node.left : node.right;
  }
}

/// 0 and, for each pruned tree between two costs, their geometric mean, and for the last the last cost: rising.
std::vector<double> Candidates(const std::vector<double>& costs) {
  std::vector<double> candidates = {0};
  for (size_t k = 0; k < costs.size(); ++k) candidates.push_back(k + 1 < costs.size() ? std::sqrt(costs[k] * costs[k + 1]) : costs[k]);
  return candidates;
}

size_t OneStandardError(const HeldOutLoss& sums, size_t candidates) {
  size_t best = 0;
  for (size_t k = 1; k < candidates; ++k)
    if (sums.loss[k] < sums.loss[best]) best = k;
  const double limit = sums.Mean(best) + sums.StandardError(best);
  size_t chosen = best;
  for (size_t k = best; k < candidates; ++k)
    if (sums.Mean(k) <= limit) chosen = k;
  return chosen;
}

class DecisionTree : public ForestClassifier {
 public:
  DecisionTree(TreeOptions options, std::vector<Monotone> monotone)
      : ForestClassifier("tree"), options_(options), monotone_(std::move(monotone)) {}

  void Fit(const TrainingRows& rows, const TrainingRows*, uint64_t seed, Progress& progress) override {
    CheckOptions(options_);
    CheckTraining(rows);
    GrowthOptions growth{options_.max_depth, options_.min_leaf_weight, options_.min_gain, 0, MonotoneDirections(rows.table.schema, monotone_)};
    progress.Begin("tree", "trees", static_cast<uint64_t>(options_.prune_folds) + 1);
    GrownTree grown = rows.table.rows <= kExactRows ? FitOn<uint16_t>(rows, std::move(growth), seed) : FitOn<uint8_t>(rows, std::move(growth), seed);
    progress.End();
    Forest forest;
    forest.schema = rows.table.schema;
    forest.link = Link::kIdentity;
    AddTree(forest, std::move(grown));
    SetForest(std::move(forest));
  }

 private:
  template <class Code>
  GrownTree FitOn(const TrainingRows& rows, GrowthOptions growth, uint64_t seed) const {
    const BinnedTable<Code> binned(rows.table, rows.weights);
    const std::vector<TreeSample> samples = SamplesOf(rows);
    const TreeGrower<Code> grower(binned, std::move(growth));
    const size_t folds = std::min(static_cast<size_t>(options_.prune_folds), samples.size());
    const std::vector<uint32_t> fold = folds < 2 ? std::vector<uint32_t>() : DealFolds(samples, folds, seed);
    std::vector<GrownTree> trees(folds < 2 ? 1 : folds + 1);  // the last one on all rows
    ParallelFor(trees.size(), 1, [&](size_t begin, size_t end) {
      for (size_t t = begin; t < end; ++t) {
        std::vector<TreeSample> part;
        for (size_t s = 0; s < samples.size(); ++s)
          if (t + 1 == trees.size() || fold[s] != t) part.push_back(samples[s]);
        Random none(seed);
        trees[t] = grower.Grow(std::move(part), nullptr, none);
      }
    });
    const std::vector<double> collapse = CollapseCosts(trees.back());
    const std::vector<double> costs = PruningCosts(collapse);
    if (folds < 2 || costs.empty()) return std::move(trees.back());
    const std::vector<double> candidates = Candidates(costs);
    return Prune(trees.back(), collapse, candidates[ChooseCost(rows.table, samples, fold, trees, candidates)]);
  }

  static size_t ChooseCost(const FeatureTable& table, const std::vector<TreeSample>& samples, const std::vector<uint32_t>& fold,
                           const std::vector<GrownTree>& trees, const std::vector<double>& candidates) {
    const size_t folds = trees.size() - 1;
    std::vector<HeldOutLoss> sums(folds, HeldOutLoss(candidates.size()));
    ParallelFor(folds, 1, [&](size_t begin, size_t end) {
      for (size_t t = begin; t < end; ++t) {
        const std::vector<double> collapse = CollapseCosts(trees[t]);
        for (size_t s = 0; s < samples.size(); ++s)
          if (fold[s] == t) AddRow(trees[t], collapse, candidates, table, samples[s], sums[t]);
        sums[t].Finish();
      }
    });
    for (size_t t = 1; t < folds; ++t) sums[0].Merge(sums[t]);
    return OneStandardError(sums[0], candidates.size());
  }

  TreeOptions options_;
  std::vector<Monotone> monotone_;
};

}  // namespace

std::unique_ptr<Classifier> MakeDecisionTree(const ClassifierOptions& options) {
  return std::make_unique<DecisionTree>(options.tree, options.monotone);
}

}  // namespace auspex::learn
