#pragma once
// Counts of what followed each context of up to `order` steps, as a trie from the newest step to older ones.
//
// Node 0 is the empty context. A child of a node adds one older step, so a context's ancestors are its shorter
// contexts. Nodes lie in breadth-first order, so the children of a node are neighbours, sorted by symbol: two arrays of
// offsets replace all pointers. A window's begin counts as a symbol of its own (`num_symbols`) and ends the context.
// A context that occurred once is not extended, which bounds the memory by the contexts that carry news.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "learn/window_rows.h"

namespace auspex::learn {

class Archive;

class ContextTrie {
 public:
  static constexpr size_t kMostOrder = 64;

  /// Counts the rows of `windows`. The same trie for any number of threads. Throws Error(kUsage) if `order` passes
  /// kMostOrder or there are more than 2^32 - 2 rows, contexts or followers.
  static ContextTrie Count(const StepTable& steps, std::span<const Window> windows, size_t order);

  size_t num_symbols() const { return num_symbols_; }
  size_t num_conversions() const { return labelled_.size(); }
  size_t order() const { return order_; }
  size_t nodes() const { return symbol_.size(); }

  /// Writes the nodes of the row's contexts of 0, 1, … steps to `path` (room for order() + 1) and returns their number.
  size_t Find(const StepTable& steps, const WindowRow& row, std::span<uint32_t> path) const;
  /// Find for up to kMostAtOnce rows side by side, several times as fast in a large trie: memory is fetched ahead. Row
  /// i writes to paths[i × (order() + 1)…] and lengths[i].
  void FindMany(const StepTable& steps, std::span<const WindowRow> rows, std::span<uint32_t> paths,
                std::span<size_t> lengths) const;
  static constexpr size_t kMostAtOnce = 32;

  /// What followed the context, by increasing symbol, and the sum of the counts.
  struct Follower {
    uint32_t count;
    uint16_t symbol;
  };
  std::span<const Follower> Followers(uint32_t node) const {
    return {followers_.data() + nodes_[node].first_follower, followers_.data() + nodes_[node + 1].first_follower};
  }
  uint32_t Total(uint32_t node) const { return nodes_[node].total; }
  /// Rows of the context with a label of the conversion, and those of them with label 1.
  uint32_t Labelled(size_t conversion, uint32_t node) const { return labelled_[conversion][node]; }
  uint32_t Positive(size_t conversion, uint32_t node) const { return positive_[conversion][node]; }

  /// Bytes held.
  size_t Bytes() const;

  void Save(Archive& archive, const std::string& prefix) const;
  /// Throws Error(kUsage) if a part is missing or the parts do not fit together.
  static ContextTrie Load(const Archive& archive, const std::string& prefix);

 private:
  friend class ContextCounter;
  struct Node {
    uint32_t first_child, first_follower;  // the last ones are the next node's first ones less one
    uint32_t total;
  };
  uint16_t Older(const StepTable& steps, const WindowRow& row, size_t depth) const {
    return depth < row.seen ? steps.symbols[row.step - depth] : static_cast<uint16_t>(num_symbols_);
  }
  void CheckShape() const;
  void SumTotals();

  size_t num_symbols_ = 0, order_ = 0;
  std::vector<uint16_t> symbol_;  // [nodes], apart from Node: the search among children reads nothing else
  std::vector<Node> nodes_;       // [nodes + 1]
  std::vector<Follower> followers_;
  std::vector<std::vector<uint32_t>> labelled_, positive_;  // [conversions][nodes]
};

}  // namespace auspex::learn
