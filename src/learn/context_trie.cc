#include "learn/context_trie.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/error.h"
#include "learn/archive.h"

namespace auspex::learn {
namespace {

constexpr uint64_t kMostItems = std::numeric_limits<uint32_t>::max() - 1;

[[noreturn]] void Damaged(const std::string& what) {
  throw Error(Fault::kUsage, "the model's contexts do not hold: " + what, "model archive",
              "The model is damaged; train it again.");
}

/// Stores small numbers several to a 64-bit one, the lowest bits first.
template <class T>
void SavePacked(Archive& archive, const std::string& name, const std::vector<T>& values) {
  constexpr size_t kEach = 8 / sizeof(T), kBits = 8 * sizeof(T);
  std::vector<uint64_t> words((values.size() + kEach - 1) / kEach);
  for (size_t i = 0; i < values.size(); ++i) words[i / kEach] |= static_cast<uint64_t>(values[i]) << (i % kEach * kBits);
  archive.Set(name, std::move(words));
}

template <class T>
std::vector<T> LoadPacked(const Archive& archive, const std::string& name, size_t count) {
  constexpr size_t kEach = 8 / sizeof(T), kBits = 8 * sizeof(T);
  const std::vector<uint64_t>& words = archive.GetList(name);
  if (words.size() != (count + kEach - 1) / kEach)
    Damaged("the list '" + name + "' has " + std::to_string(words.size()) + " words for " + std::to_string(count) +
            " values");
  std::vector<T> values(count);
  for (size_t i = 0; i < count; ++i) values[i] = static_cast<T>(words[i / kEach] >> (i % kEach * kBits));
  return values;
}

template <class Struct, class T>
std::vector<T> Column(const std::vector<Struct>& rows, T Struct::* member) {
  std::vector<T> column;
  for (const Struct& row : rows) column.push_back(row.*member);
  return column;
}

bool RisesTo(const std::vector<uint32_t>& offsets, uint32_t first, size_t last) {
  return offsets.front() == first && offsets.back() == last && std::is_sorted(offsets.begin(), offsets.end());
}

/// Whether symbols rise strictly within each run that `offsets` bounds.
bool RiseWithin(const std::vector<uint16_t>& symbols, const std::vector<uint32_t>& offsets) {
  for (size_t i = 0; i + 1 < offsets.size(); ++i)
    for (size_t k = offsets[i] + size_t{1}; k < offsets[i + 1]; ++k)
      if (symbols[k - 1] >= symbols[k]) return false;
  return true;
}

std::string Numbered(const std::string& prefix, size_t conversion, const char* part) {
  return prefix + "conversion" + std::to_string(conversion) + "." + part;
}

}  // namespace

size_t ContextTrie::Find(const StepTable& steps, const WindowRow& row, std::span<uint32_t> path) const {
  uint32_t node = 0;
  path[0] = 0;
  size_t depth = 0;
  for (; depth < order_ && depth <= row.seen; ++depth) {
    const uint16_t older = Older(steps, row, depth);
    const auto begin = symbol_.begin() + nodes_[node].first_child, end = symbol_.begin() + nodes_[node + 1].first_child;
    const auto child = std::lower_bound(begin, end, older);
    if (child == end || *child != older) break;
    node = static_cast<uint32_t>(child - symbol_.begin());
    path[depth + 1] = node;
  }
  return depth + 1;
}

void ContextTrie::FindMany(const StepTable& steps, std::span<const WindowRow> rows, std::span<uint32_t> paths,
                           std::span<size_t> lengths) const {
  std::array<uint32_t, kMostAtOnce> active{};
  size_t num_active = rows.size();
  for (uint32_t i = 0; i < rows.size(); ++i) {
    active[i] = i;
    paths[i * (order_ + 1)] = 0;
    lengths[i] = 1;
  }
  for (size_t depth = 0; depth < order_ && num_active > 0; ++depth) {
    for (size_t a = 0; a < num_active; ++a) {
      const Node* node = &nodes_[paths[active[a] * (order_ + 1) + depth]];
      __builtin_prefetch(symbol_.data() + (node[0].first_child + node[1].first_child) / 2);
      __builtin_prefetch(followers_.data() + node->first_follower);
    }
    size_t kept = 0;
    for (size_t a = 0; a < num_active; ++a) {
      const uint32_t i = active[a];
      const Node* node = &nodes_[paths[i * (order_ + 1) + depth]];
      if (depth > rows[i].seen) continue;
      const uint16_t older = Older(steps, rows[i], depth);
      const uint16_t *begin = symbol_.data() + node[0].first_child, *end = symbol_.data() + node[1].first_child;
      const uint16_t* child = std::lower_bound(begin, end, older);
      if (child == end || *child != older) continue;
      const auto found = static_cast<uint32_t>(child - symbol_.data());
      __builtin_prefetch(&nodes_[found]);
      paths[i * (order_ + 1) + depth + 1] = found;
      lengths[i] = depth + 2;
      active[kept++] = i;
    }
    num_active = kept;
  }
}

size_t ContextTrie::Bytes() const {
  return nodes() * (sizeof(uint16_t) + sizeof(Node) + 2 * num_conversions() * sizeof(uint32_t)) +
         followers_.size() * sizeof(Follower);
}

void ContextTrie::SumTotals() {
  for (uint32_t node = 0; node < nodes(); ++node) {
    uint64_t sum = 0;
    for (const Follower& follower : Followers(node)) sum += follower.count;
    if (sum > kMostItems) Damaged("a context occurs too often");
    nodes_[node].total = static_cast<uint32_t>(sum);
  }
}

void ContextTrie::Save(Archive& archive, const std::string& prefix) const {
  archive.Set(prefix + "symbols", static_cast<double>(num_symbols_));
  archive.Set(prefix + "order", static_cast<double>(order_));
  archive.Set(prefix + "conversions", static_cast<double>(num_conversions()));
  archive.Set(prefix + "nodes", static_cast<double>(nodes()));
  archive.Set(prefix + "followers", static_cast<double>(followers_.size()));
  SavePacked(archive, prefix + "symbol", symbol_);
  SavePacked(archive, prefix + "first_child", Column(nodes_, &Node::first_child));
  SavePacked(archive, prefix + "first_follower", Column(nodes_, &Node::first_follower));
  SavePacked(archive, prefix + "follower", Column(followers_, &Follower::symbol));
  SavePacked(archive, prefix + "count", Column(followers_, &Follower::count));
  for (size_t c = 0; c < num_conversions(); ++c) {
    SavePacked(archive, Numbered(prefix, c, "labelled"), labelled_[c]);
    SavePacked(archive, Numbered(prefix, c, "positive"), positive_[c]);
  }
}

ContextTrie ContextTrie::Load(const Archive& archive, const std::string& prefix) {
  ContextTrie trie;
  trie.num_symbols_ = archive.GetCount(prefix + "symbols", 1, 65535);
  trie.order_ = archive.GetCount(prefix + "order", 0, kMostOrder);
  const size_t nodes = archive.GetCount(prefix + "nodes", 1, kMostItems);
  const size_t followers = archive.GetCount(prefix + "followers", 0, kMostItems);
  trie.symbol_ = LoadPacked<uint16_t>(archive, prefix + "symbol", nodes);
  const auto first_child = LoadPacked<uint32_t>(archive, prefix + "first_child", nodes + 1);
  const auto first_follower = LoadPacked<uint32_t>(archive, prefix + "first_follower", nodes + 1);
  const auto follower = LoadPacked<uint16_t>(archive, prefix + "follower", followers);
  const auto count = LoadPacked<uint32_t>(archive, prefix + "count", followers);
  if (!RisesTo(first_child, 1, nodes)) Damaged("the offsets of the children do not rise to their number");
  if (!RisesTo(first_follower, 0, followers)) Damaged("the offsets of the followers do not rise to their number");
  if (!RiseWithin(trie.symbol_, first_child) || !RiseWithin(follower, first_follower))
    Damaged("symbols are not in order");
  for (size_t node = 0; node <= nodes; ++node) trie.nodes_.push_back({first_child[node], first_follower[node], 0});
  for (size_t k = 0; k < followers; ++k) trie.followers_.push_back({count[k], follower[k]});
  const size_t conversions = archive.GetCount(prefix + "conversions", 0, 65535);
  for (size_t c = 0; c < conversions; ++c) {
    trie.labelled_.push_back(LoadPacked<uint32_t>(archive, Numbered(prefix, c, "labelled"), nodes));
    trie.positive_.push_back(LoadPacked<uint32_t>(archive, Numbered(prefix, c, "positive"), nodes));
  }
  trie.CheckShape();
  trie.SumTotals();
  return trie;
}

void ContextTrie::CheckShape() const {
  for (size_t node = 0; node < nodes(); ++node)
    if (nodes_[node].first_child <= node && nodes_[node + 1].first_child > nodes_[node].first_child)
      Damaged("a context is its own part");
  for (uint16_t symbol : symbol_)
    if (symbol > num_symbols_) Damaged("a context names the symbol " + std::to_string(symbol));
  for (const Follower& follower : followers_) {
    if (follower.symbol >= num_symbols_) Damaged("a follower is the symbol " + std::to_string(follower.symbol));
    if (follower.count == 0) Damaged("a follower has the count 0");
  }
  for (size_t c = 0; c < num_conversions(); ++c)
    for (size_t node = 0; node < nodes(); ++node)
      if (positive_[c][node] > labelled_[c][node]) Damaged("a context has more conversions than rows");
}

}  // namespace auspex::learn
