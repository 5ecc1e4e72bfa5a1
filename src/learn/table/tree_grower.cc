#include "learn/table/tree_grower.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>
#include <utility>

#include "base/threads.h"
#include "learn/table/counted_sample.h"

namespace auspex::learn {
namespace {

/// Rows of a node: [begin, end) of the samples and of the rows that are only scored.
struct Pending {
  uint32_t node = 0, depth = 0;
  size_t begin = 0, end = 0, scored_begin = 0, scored_end = 0;
  ShareRange range;
};

struct Choice {
  NodeCut cut;
  uint32_t feature = TreeNode::kLeaf;
  uint32_t left_bin = 0, right_bin = 0;  ///< numbers: the bins with rows on both sides of the cut
  std::vector<uint32_t> left_bins;       ///< categories
};

/// Moves the elements with goes_left to the front, both sides in their old order; returns how many.
template <class T, class GoesLeft>
size_t PartitionStably(std::span<T> items, std::vector<T>& room, const GoesLeft& goes_left) {
  room.resize(std::max(room.size(), items.size()));
  size_t left = 0, right = 0;
  for (const T item : items) {
    const bool to_left = goes_left(item);
    items[left] = item;
    room[right] = item;
    left += to_left;
    right += !to_left;
  }
  std::copy_n(room.begin(), right, items.begin() + static_cast<ptrdiff_t>(left));
  return left;
}

/// Growing of one tree: what Grow of TreeGrower needs while it runs.
template <class Code, class Sample>
class Growth {
 public:
  Growth(const BinnedTable<Code>& table, std::span<const Code> by_row, const GrowthOptions& options, std::vector<Sample> samples, RowsToScore* scored,
         Random& random)
      : table_(table), by_row_(by_row), options_(options), samples_(std::move(samples)), scored_(scored), random_(random) {
    features_.resize(table.features());
    std::iota(features_.begin(), features_.end(), 0);
    histograms_.resize(kPlaces * (by_row.empty() ? 1 : kMostTogether));
    marks_.resize(kMissing / 64 + 1);
    if (scored_) scored_->values.assign(scored_->rows.size(), 0.0f);
  }

  GrownTree Run() {
    std::vector<Pending> stack(1);
    stack[0].end = samples_.size();
    stack[0].scored_end = scored_ ? scored_->rows.size() : 0;
    AddNode(stack[0]);
    total_ = grown_.tree.nodes[0].cover;
    while (!stack.empty()) {
      const Pending at = stack.back();
      stack.pop_back();
      const Choice choice = Choose(at);
      if (choice.feature == TreeNode::kLeaf) {
        Score(at);
        continue;
      }
      auto [left, right] = Divide(at, choice);
      stack.push_back(right);
      stack.push_back(left);
    }
    return std::move(grown_);
  }

 private:
  static constexpr Code kMissing = BinnedTable<Code>::kMissing;
  static constexpr size_t kPlaces = size_t{kMissing} + 1;  ///< of a histogram
  static constexpr size_t kMostTogether = 8;               ///< features that are counted in one pass over the rows
  static constexpr size_t kFewRows = 8;                    ///< a node with one of so many rows, or less, reads them row by row
  using Tally = decltype(TallyOf(Sample()));

  void AddNode(Pending& at) {
    Tally total{};
    for (size_t s = at.begin; s < at.end; ++s) total += TallyOf(samples_[s]);
    const ClassWeight sum = WeightOf(total);
    TreeNode node;
    node.cover = sum.weight;
    node.value = at.range.Clamp(sum.share());
    at.node = static_cast<uint32_t>(grown_.tree.nodes.size());
    grown_.tree.nodes.push_back(node);
    grown_.positive.push_back(sum.positive);
  }

  void Score(const Pending& at) {
    const auto value = static_cast<float>(grown_.tree.nodes[at.node].value);
    if (scored_) std::fill_n(scored_->values.begin() + static_cast<ptrdiff_t>(at.scored_begin), at.scored_end - at.scored_begin, value);
  }

  Choice Choose(const Pending& at) {
    Choice best;
    const double weight = grown_.tree.nodes[at.node].cover, positive = grown_.positive[at.node];
    if (at.depth >= options_.max_depth || positive <= 0 || positive >= weight) return best;
    best.cut.score = positive * positive / weight + std::max(1e-12 * weight, options_.min_gain * total_ / 2);
    const size_t count = features_.size(), wanted = options_.features_tried == 0 ? count : std::min(count, options_.features_tried);
    for (size_t drawn = 0, tried = 0; drawn < count && (drawn < wanted || tried == 0);) {
      const size_t together = drawn < wanted && !by_row_.empty() ? std::min(wanted - drawn, kMostTogether) : 1;
      for (size_t k = drawn; k < drawn + together && options_.features_tried != 0; ++k)
        std::swap(features_[k], features_[k + random_.Below(count - k)]);
      const auto features = std::span(features_).subspan(drawn, together);
      Count(at, features);
      for (size_t k = 0; k < together; ++k) tried += Try(at, features[k], histograms_.data() + k * kPlaces, best);
      drawn += together;
    }
    return best;
  }

  /// Fills a histogram for each of `features`. A node of few rows has them far apart: there all features of a row are read at once.
  void Count(const Pending& at, std::span<const uint32_t> features) {
    const auto samples = std::span<const Sample>(samples_).subspan(at.begin, at.end - at.begin);
    if (features.size() == 1 || samples.size() * kFewRows > table_.rows()) {
      for (size_t k = 0; k < features.size(); ++k) {
        const Code* codes = table_.codes(features[k]).data();
        Tally* histogram = histograms_.data() + k * kPlaces;
        for (const Sample& sample : samples) histogram[codes[sample.row]] += TallyOf(sample);
      }
      return;
    }
    constexpr size_t kAhead = 16;
    const size_t width = table_.features();
    for (size_t s = 0; s < samples.size(); ++s) {
      if (s + kAhead < samples.size()) __builtin_prefetch(by_row_.data() + width * samples[s + kAhead].row);
      const Code* row = by_row_.data() + width * samples[s].row;
      const Tally tally = TallyOf(samples[s]);
      Tally* histogram = histograms_.data();
      for (const uint32_t feature : features) {
        histogram[row[feature]] += tally;
        histogram += kPlaces;
      }
    }
  }

  /// Whether the feature has more than one value here.
  bool Try(const Pending& at, uint32_t feature, Tally* histogram, Choice& best) {
    const ColumnBins& column = table_.bins(feature);
    const ClassWeight missing = CollectGroups(at, feature, histogram);
    if (groups_.size() + (missing.weight > 0) < 2) return false;
    if (column.is_category) SortByShare();
    const NodeCut cut = BestCut(groups_, missing, {options_.min_leaf_weight, options_.directions[feature], at.range});
    if (cut.count == 0 || !(cut.score > best.cut.score)) return true;
    best = {cut, feature, bins_[cut.count - 1], cut.count < bins_.size() ? bins_[cut.count] : bins_[cut.count - 1], {}};
    if (column.is_category) best.left_bins.assign(bins_.begin(), bins_.begin() + static_cast<ptrdiff_t>(cut.count));
    return true;
  }

  /// Empties `histogram` into groups_ and bins_, the bins that have rows here, in order; returns the missing ones.
  ClassWeight CollectGroups(const Pending& at, uint32_t feature, Tally* histogram) {
    const Code* codes = table_.codes(feature).data();
    const uint32_t bins = table_.bins(feature).bins;
    const bool few = (at.end - at.begin) * 4 < bins;
    for (size_t s = at.begin; few && s < at.end; ++s) {
      const Code code = codes[samples_[s].row];
      marks_[code / 64] |= uint64_t{1} << (code % 64);
    }
    const ClassWeight missing = WeightOf(std::exchange(histogram[kMissing], {}));
    groups_.clear();
    bins_.clear();
    const auto take = [&](uint32_t bin) {
      const ClassWeight weight = WeightOf(histogram[bin]);
      if (weight.weight <= 0) return;
      histogram[bin] = {};
      groups_.push_back(weight);
      bins_.push_back(bin);
    };
    if (few) {
      marks_[kMissing / 64] &= ~(uint64_t{1} << (kMissing % 64));
      for (uint32_t word = 0; word <= bins / 64 && word < marks_.size(); ++word)
        for (uint64_t set = std::exchange(marks_[word], 0); set != 0; set &= set - 1) take(word * 64 + static_cast<uint32_t>(std::countr_zero(set)));
    } else {
      for (uint32_t bin = 0; bin < bins; ++bin) take(bin);
    }
    return missing;
  }

  void SortByShare() {
    order_.resize(groups_.size());
    std::iota(order_.begin(), order_.end(), 0);
    std::stable_sort(order_.begin(), order_.end(), [&](uint32_t a, uint32_t b) { return groups_[a].share() < groups_[b].share(); });
    const std::vector<ClassWeight> groups = groups_;
    const std::vector<uint32_t> bins = bins_;
    for (size_t i = 0; i < order_.size(); ++i) groups_[i] = groups[order_[i]], bins_[i] = bins[order_[i]];
  }

  std::pair<Pending, Pending> Divide(const Pending& at, const Choice& choice) {
    const ColumnBins& column = table_.bins(choice.feature);
    TreeNode node = grown_.tree.nodes[at.node];
    node.feature = choice.feature;
    node.missing_left = choice.cut.missing_left;
    goes_left_.assign(static_cast<size_t>(column.bins) + 1, 0);
    goes_left_[column.bins] = node.missing_left;
    if (column.is_category) {
      node.categories = MakeSet(choice, at);
    } else {
      const bool only_missing = choice.left_bin == choice.right_bin;
      const BinCut all{std::numeric_limits<float>::max(), column.bins - 1};
      const BinCut cut = only_missing ? all : column.CutBetween(choice.left_bin, choice.right_bin);
      node.threshold = cut.threshold;
      std::fill_n(goes_left_.begin(), cut.last + 1, uint8_t{1});
    }
    Pending left = at, right = at;
    left.depth = right.depth = at.depth + 1;
    PartitionRows(choice.feature, left, right);
    node.left = static_cast<uint32_t>(grown_.tree.nodes.size());
    node.right = node.left + 1;
    AddNode(left);
    AddNode(right);
    grown_.tree.nodes[at.node] = node;
    if (!column.is_category && choice.left_bin != choice.right_bin) Constrain(options_.directions[choice.feature], left, right);
    return {left, right};
  }

  /// A bit for each category that goes left, with those that no row here has if missing values go left; goes_left_ likewise by bin.
  uint32_t MakeSet(const Choice& choice, const Pending& at) {
    const ColumnBins& column = table_.bins(choice.feature);
    std::fill_n(goes_left_.begin(), column.bins, static_cast<uint8_t>(choice.cut.missing_left));
    const Code* codes = table_.codes(choice.feature).data();
    for (size_t s = at.begin; s < at.end; ++s)
      if (codes[samples_[s].row] != kMissing) goes_left_[codes[samples_[s].row]] = 0;
    for (const uint32_t bin : choice.left_bins) goes_left_[bin] = 1;
    std::vector<uint32_t> set((column.of_category.size() + 31) / 32);
    for (size_t code = 0; code < column.of_category.size(); ++code)
      if (goes_left_[column.of_category[code]]) set[code / 32] |= uint32_t{1} << (code % 32);
    grown_.sets.push_back(std::move(set));
    return static_cast<uint32_t>(grown_.sets.size());
  }

  void PartitionRows(uint32_t feature, Pending& left, Pending& right) {
    const Code* codes = table_.codes(feature).data();
    const uint32_t bins = table_.bins(feature).bins;
    const auto to_left = [&](uint32_t row) {
      const Code code = codes[row];
      return goes_left_[code == kMissing ? bins : code] != 0;
    };
    left.end = right.begin = left.begin + PartitionStably(std::span(samples_).subspan(left.begin, left.end - left.begin), sample_room_,
                                                          [&](const Sample& sample) { return to_left(sample.row); });
    if (!scored_) return;
    const auto scored = std::span(scored_->rows).subspan(left.scored_begin, left.scored_end - left.scored_begin);
    left.scored_end = right.scored_begin = left.scored_begin + PartitionStably(scored, row_room_, to_left);
  }

  void Constrain(int direction, Pending& left, Pending& right) {
    if (direction == 0) return;
    const double middle = (grown_.tree.nodes[left.node].value + grown_.tree.nodes[right.node].value) / 2;
    (direction > 0 ? left : right).range.high = middle;
    (direction > 0 ? right : left).range.low = middle;
  }

  const BinnedTable<Code>& table_;
  std::span<const Code> by_row_;
  const GrowthOptions& options_;
  std::vector<Sample> samples_, sample_room_;
  RowsToScore* scored_;
  std::vector<uint32_t> row_room_;
  Random& random_;
  GrownTree grown_;
  double total_ = 0;
  std::vector<uint32_t> features_;       // in an order that drawing changes
  std::vector<Tally> histograms_;        // [features counted together][code], all 0 between nodes
  std::vector<uint64_t> marks_;          // codes of a histogram that are not 0, where a node has few rows
  std::vector<ClassWeight> groups_;      // of the feature being tried: bins with rows
  std::vector<uint32_t> bins_, order_;   // their numbers
  std::vector<uint8_t> goes_left_;       // by bin, missing values behind the last
};

}  // namespace

template <class Code>
TreeGrower<Code>::TreeGrower(const BinnedTable<Code>& table, GrowthOptions options)
    : table_(table), options_(std::move(options)) {
  options_.directions.resize(table.features());
  if (options_.features_tried < 2) return;
  const size_t width = table.features();
  by_row_.resize(table.rows() * width);
  ParallelFor(table.rows(), 4096, [&](size_t begin, size_t end) {
    for (size_t f = 0; f < width; ++f)
      for (size_t r = begin; r < end; ++r) by_row_[r * width + f] = table.codes(f)[r];
  });
}

template <class Code>
GrownTree TreeGrower<Code>::Grow(std::vector<TreeSample> samples, RowsToScore* scored, Random& random) const {
  if (auto counted = Counted(samples)) {
    samples = {};
    return Growth<Code, CountedSample>(table_, by_row_, options_, std::move(*counted), scored, random).Run();
  }
  return Growth<Code, TreeSample>(table_, by_row_, options_, std::move(samples), scored, random).Run();
}

void AddTree(Forest& forest, GrownTree grown) {
  const auto before = static_cast<uint32_t>(forest.category_sets.size());
  for (TreeNode& node : grown.tree.nodes)
    if (node.feature != TreeNode::kLeaf && node.categories != 0) node.categories += before;
  for (auto& set : grown.sets) forest.category_sets.push_back(std::move(set));
  forest.trees.push_back(std::move(grown.tree));
}

template class TreeGrower<uint8_t>;
template class TreeGrower<uint16_t>;

}  // namespace auspex::learn
