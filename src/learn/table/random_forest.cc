#include "learn/table/random_forest.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <utility>

#include "base/error.h"
#include "base/progress.h"
#include "base/threads.h"
#include "learn/binary_metrics.h"
#include "learn/table/monotone.h"
#include "learn/table/training_check.h"
#include "learn/table/tree_grower.h"

namespace auspex::learn {
namespace {

constexpr float kNoNumber = std::numeric_limits<float>::quiet_NaN();

void CheckOptions(const RandomForestOptions& options) {
  const auto check = [](bool holds, const char* what) {
    if (!holds) throw Error(Fault::kUsage, what, "random_forest");
  };
  check(options.trees > 0 && options.trees <= 1'000'000, "a random forest has 1 to 1000000 trees");
  check(options.min_leaf_weight >= 0 && std::isfinite(options.min_leaf_weight), "the random forest's least leaf weight is not a number from 0 up");
  check(options.features_share >= 0 && options.features_share <= 1, "the random forest's share of features is not in 0..1");
  check(options.rows_share > 0 && options.rows_share <= 1, "the random forest's share of rows is not above 0 and at most 1");
}

GrowthOptions GrowthOf(const RandomForestOptions& options, const Schema& schema, std::span<const Monotone> monotone) {
  const auto features = static_cast<double>(schema.size());
  const double tried = options.features_share > 0 ? options.features_share * features : std::sqrt(features);
  return {.max_depth = options.max_depth,
          .min_leaf_weight = options.min_leaf_weight,
          .min_gain = 0,
          .features_tried = std::max<size_t>(1, static_cast<size_t>(std::lround(tried))),
          .directions = MonotoneDirections(schema, monotone)};
}

/// Sums of the shares that trees give to rows they did not draw, in whole units so that the order in which trees are ready does not matter.
class OutOfBag {
 public:
  explicit OutOfBag(size_t rows) : sums_(rows), counts_(rows) {}

  /// One thread at a time.
  void Add(const RowsToScore& scored) {
    for (size_t i = 0; i < scored.rows.size(); ++i) {
      sums_[scored.rows[i]] += static_cast<uint64_t>(std::llround(static_cast<double>(scored.values[i]) * kUnits));
      ++counts_[scored.rows[i]];
    }
  }
  std::vector<float> Means() const {
    std::vector<float> means(sums_.size(), kNoNumber);
    for (size_t r = 0; r < means.size(); ++r)
      if (counts_[r] > 0) means[r] = static_cast<float>(std::clamp(static_cast<double>(sums_[r]) / kUnits / counts_[r], 0.0, 1.0));
    return means;
  }

 private:
  static constexpr double kUnits = 4294967296.0;
  std::vector<uint64_t> sums_;
  std::vector<uint32_t> counts_;
};

/// The rows that weigh something, and what one tree draws of them.
class Bag {
 public:
  Bag(const TrainingRows& rows, double share) : data_(rows) {
    for (uint32_t r = 0; r < rows.table.rows; ++r)
      if (WeightOf(r) > 0) rows_.push_back(r);
    draws_ = std::max<size_t>(1, static_cast<size_t>(std::llround(share * static_cast<double>(rows_.size()))));
  }

  void Draw(Random& random, std::vector<TreeSample>& samples, RowsToScore& others) const {
    std::vector<uint32_t> counts(rows_.size());
    for (size_t i = 0; i < draws_; ++i) ++counts[random.Below(rows_.size())];
    for (size_t i = 0; i < rows_.size(); ++i) {
      const float weight = static_cast<float>(counts[i]) * WeightOf(rows_[i]);
      if (counts[i] == 0) others.rows.push_back(rows_[i]);
      else samples.push_back({rows_[i], weight, data_.labels[rows_[i]] ? weight : 0.0f, WeightOf(rows_[i])});
    }
  }

 private:
  float WeightOf(uint32_t row) const { return data_.weights.empty() ? 1.0f : data_.weights[row]; }

  const TrainingRows& data_;
  std::vector<uint32_t> rows_;
  size_t draws_;
};

double AucOf(std::span<const float> probabilities, const TrainingRows& rows) {
  std::vector<float> known(probabilities.begin(), probabilities.end());
  std::vector<int8_t> labels(known.size());
  for (size_t r = 0; r < known.size(); ++r) {
    labels[r] = std::isnan(known[r]) ? int8_t{-1} : static_cast<int8_t>(rows.labels[r]);
    if (std::isnan(known[r])) known[r] = 0;
  }
  return BinaryEvaluation(known, labels).Measure(rows.weights).roc_auc;
}

}  // namespace

RandomForest::RandomForest(const ClassifierOptions& options)
    : ForestClassifier("random_forest"), options_(options.random_forest), monotone_(options.monotone), oob_auc_(kNoNumber) {}

void RandomForest::Fit(const TrainingRows& rows, const TrainingRows*, uint64_t seed, Progress& progress) {
  CheckOptions(options_);
  CheckTraining(rows);
  GrowthOptions growth = GrowthOf(options_, rows.table.schema, monotone_);
  const BinnedTable<uint8_t> binned(rows.table, rows.weights);
  const TreeGrower<uint8_t> grower(binned, std::move(growth));
  const Bag bag(rows, options_.rows_share);
  OutOfBag out_of_bag(rows.table.rows);
  std::vector<GrownTree> trees(options_.trees);
  std::mutex mutex;
  uint64_t done = 0;
  progress.Begin("random forest", "trees", trees.size());
  ParallelFor(trees.size(), 1, [&](size_t begin, size_t end) {
    for (size_t t = begin; t < end; ++t) {
      Random random(seed, t);
      std::vector<TreeSample> samples;
      RowsToScore others;
      bag.Draw(random, samples, others);
      trees[t] = grower.Grow(std::move(samples), options_.out_of_bag ? &others : nullptr, random);
      trees[t].positive = {};
      const std::scoped_lock lock(mutex);
      if (options_.out_of_bag) out_of_bag.Add(others);
      progress.Update(++done);
    }
  });
  progress.End();
  Forest forest;
  forest.schema = rows.table.schema;
  forest.link = Link::kIdentity;
  forest.scale = 1 / static_cast<double>(trees.size());
  for (GrownTree& tree : trees) AddTree(forest, std::move(tree));
  SetForest(std::move(forest));
  if (!options_.out_of_bag) return;
  oob_probabilities_ = out_of_bag.Means();
  oob_auc_ = AucOf(oob_probabilities_, rows);
}

std::unique_ptr<Classifier> MakeRandomForest(const ClassifierOptions& options) { return std::make_unique<RandomForest>(options); }

}  // namespace auspex::learn
