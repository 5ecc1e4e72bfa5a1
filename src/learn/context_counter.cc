// Counting of contexts: ContextTrie::Count.
//
// Rows are sorted by what followed them, then split level by level by the next older symbol with a stable counting sort.
// So the rows of a context are neighbours, ordered by follower, and its counts are the lengths of runs. The contexts of a
// level are independent of each other and are worked on by all threads; their parts are joined in order.
#include <algorithm>
#include <limits>

#include "base/error.h"
#include "base/threads.h"
#include "learn/context_trie.h"

namespace auspex::learn {
namespace {

/// A row in 64 bits: how many steps are seen (cut at order + 1) above, the step below.
constexpr int kStepBits = 56;
constexpr uint64_t kStepMask = (uint64_t{1} << kStepBits) - 1;

/// The rows [begin, end) of one context of the level.
struct Group {
  uint32_t begin, end;
};

/// What a run of consecutive contexts of one level gives, in order.
struct Part {
  std::vector<uint16_t> child_symbols, followers;
  std::vector<Group> child_groups;
  std::vector<uint32_t> counts, num_children, num_followers;
  std::vector<uint32_t> labelled, positive;  // [contexts × conversions]
};

struct Scratch {
  std::vector<uint64_t> rows, keyed;
  std::vector<uint32_t> starts;
};

}  // namespace

class ContextCounter {
 public:
  ContextCounter(const StepTable& steps, std::span<const Window> windows, size_t order);
  ContextTrie Run();

 private:
  void CountLevel(size_t depth);
  void CountGroup(const Group& group, Part& part) const;
  void SplitGroup(const Group& group, size_t depth, Part& part, Scratch& scratch);
  void SortByKey(const Group& group, size_t depth, Scratch& scratch);
  void SortFew(std::span<uint64_t> rows, size_t depth, Scratch& scratch) const;
  void Join(const Part& part, std::vector<Group>& next_level);

  /// 0 where the context cannot be longer, else 1 + the older symbol (num_symbols for the window's begin).
  uint32_t Key(uint64_t row, size_t depth) const {
    const uint64_t seen = row >> kStepBits;
    if (seen > depth) return uint32_t{steps_.symbols[(row & kStepMask) - depth]} + 1;
    return seen == depth ? num_keys_ - 1 : 0;
  }

  const StepTable& steps_;
  const uint32_t num_keys_;
  std::vector<uint64_t> rows_;
  std::vector<Group> level_;
  ContextTrie trie_;
};

ContextCounter::ContextCounter(const StepTable& steps, std::span<const Window> windows, size_t order)
    : steps_(steps), num_keys_(steps.num_symbols + 2) {
  if (order > ContextTrie::kMostOrder)
    throw Error(Fault::kUsage, "the longest context is " + std::to_string(order) + " steps", "order",
                "At most " + std::to_string(ContextTrie::kMostOrder) + " are possible.");
  if (CountPredictions(windows) >= std::numeric_limits<uint32_t>::max())
    throw Error(Fault::kUsage, "there are too many rows to count contexts in", {}, "Train on fewer customers.");
  trie_.num_symbols_ = steps.num_symbols;
  trie_.order_ = order;
  trie_.labelled_.resize(steps.conversions.size());
  trie_.positive_.resize(steps.conversions.size());
  // Rows by follower; those without one come last.
  const auto follower = [&](const WindowRow& row) {
    const int32_t next = steps.next[row.step];
    return next < 0 ? steps.num_symbols : static_cast<uint32_t>(next);
  };
  const std::vector<WindowRow> listed = ListRows(steps, windows);
  std::vector<uint32_t> starts(steps.num_symbols + 2);
  for (const WindowRow& row : listed) ++starts[follower(row) + 1];
  for (size_t k = 1; k < starts.size(); ++k) starts[k] += starts[k - 1];
  rows_.resize(listed.size());
  for (const WindowRow& row : listed)
    rows_[starts[follower(row)]++] = row.step | std::min<uint64_t>(row.seen, order + 1) << kStepBits;
}

ContextTrie ContextCounter::Run() {
  trie_.symbol_ = {0};
  trie_.nodes_ = {{1, 0, 0}};
  level_ = {{0, static_cast<uint32_t>(rows_.size())}};
  for (size_t depth = 0; !level_.empty(); ++depth) CountLevel(depth);
  trie_.SumTotals();
  return std::move(trie_);
}

void ContextCounter::CountLevel(size_t depth) {
  const size_t block = std::max<size_t>(1, level_.size() / 256);
  std::vector<Part> parts((level_.size() + block - 1) / block);
  ParallelFor(level_.size(), block, [&](size_t begin, size_t end) {
    Scratch scratch;
    Part& part = parts[begin / block];
    for (size_t g = begin; g < end; ++g) {
      CountGroup(level_[g], part);
      SplitGroup(level_[g], depth, part, scratch);
    }
  });
  std::vector<Group> next_level;
  for (const Part& part : parts) Join(part, next_level);
  level_ = std::move(next_level);
}

void ContextCounter::CountGroup(const Group& group, Part& part) const {
  const size_t before = part.followers.size();
  for (uint32_t i = group.begin; i < group.end; ++i) {
    const int32_t next = steps_.next[rows_[i] & kStepMask];
    if (next < 0) break;
    if (part.followers.size() == before || part.followers.back() != next) {
      part.followers.push_back(static_cast<uint16_t>(next));
      part.counts.push_back(0);
    }
    ++part.counts.back();
  }
  part.num_followers.push_back(static_cast<uint32_t>(part.followers.size() - before));
  for (const std::vector<int8_t>& labels : steps_.conversions) {
    uint32_t labelled = 0, positive = 0;
    for (uint32_t i = group.begin; i < group.end; ++i) {
      const int8_t label = labels[rows_[i] & kStepMask];
      labelled += label >= 0;
      positive += label > 0;
    }
    part.labelled.push_back(labelled);
    part.positive.push_back(positive);
  }
}

void ContextCounter::SplitGroup(const Group& group, size_t depth, Part& part, Scratch& scratch) {
  const size_t before = part.child_symbols.size();
  if (depth < trie_.order_ && group.end - group.begin > 1) {
    SortByKey(group, depth, scratch);
    uint32_t last = 0;
    for (uint32_t i = group.begin; i < group.end; ++i) {
      const uint32_t key = Key(rows_[i], depth);
      if (key == 0) continue;
      if (key != last) {
        part.child_symbols.push_back(static_cast<uint16_t>(key - 1));
        part.child_groups.push_back({i, i});
        last = key;
      }
      part.child_groups.back().end = i + 1;
    }
  }
  part.num_children.push_back(static_cast<uint32_t>(part.child_symbols.size() - before));
}

void ContextCounter::SortByKey(const Group& group, size_t depth, Scratch& scratch) {
  const std::span<uint64_t> rows(rows_.data() + group.begin, rows_.data() + group.end);
  if (rows.size() < std::max<size_t>(32, num_keys_ / 4)) return SortFew(rows, depth, scratch);
  scratch.starts.assign(num_keys_ + 1, 0);
  for (uint64_t row : rows) ++scratch.starts[Key(row, depth) + 1];
  for (size_t k = 1; k < scratch.starts.size(); ++k) scratch.starts[k] += scratch.starts[k - 1];
  scratch.rows.assign(rows.begin(), rows.end());
  for (uint64_t row : scratch.rows) rows[scratch.starts[Key(row, depth)]++] = row;
}

void ContextCounter::SortFew(std::span<uint64_t> rows, size_t depth, Scratch& scratch) const {
  scratch.rows.assign(rows.begin(), rows.end());
  scratch.keyed.clear();
  for (size_t i = 0; i < rows.size(); ++i) scratch.keyed.push_back(uint64_t{Key(rows[i], depth)} << 32 | i);
  std::sort(scratch.keyed.begin(), scratch.keyed.end());
  for (size_t i = 0; i < rows.size(); ++i) rows[i] = scratch.rows[scratch.keyed[i] & 0xffffffff];
}

void ContextCounter::Join(const Part& part, std::vector<Group>& next_level) {
  const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
  append(trie_.symbol_, part.child_symbols);
  for (size_t i = 0; i < part.followers.size(); ++i) trie_.followers_.push_back({part.counts[i], part.followers[i]});
  append(next_level, part.child_groups);
  if (trie_.symbol_.size() >= std::numeric_limits<uint32_t>::max() - 1 ||
      trie_.followers_.size() >= std::numeric_limits<uint32_t>::max() - 1)
    throw Error(Fault::kUsage, "there are too many different contexts to count", {}, "Choose a smaller order.");
  for (size_t g = 0; g < part.num_children.size(); ++g) {
    const auto last = trie_.nodes_.back();
    trie_.nodes_.push_back({last.first_child + part.num_children[g], last.first_follower + part.num_followers[g], 0});
  }
  const size_t conversions = steps_.conversions.size();
  for (size_t i = 0; i < part.labelled.size(); ++i) {
    trie_.labelled_[i % conversions].push_back(part.labelled[i]);
    trie_.positive_[i % conversions].push_back(part.positive[i]);
  }
}

ContextTrie ContextTrie::Count(const StepTable& steps, std::span<const Window> windows, size_t order) {
  return ContextCounter(steps, windows, order).Run();
}

}  // namespace auspex::learn
