#include "learn/forest/forest_scoring.h"

#include <immintrin.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include "base/threads.h"
#include "learn/forest/node_outcome.h"
#include "learn/forest/row_block.h"

namespace auspex::learn {
namespace {

constexpr size_t kLanes = 64;  // rows at a time
constexpr size_t kSmallLeaves = 64;
constexpr uint32_t kLarge = 1u << 31;
constexpr size_t kBlocksTogether = 16;  // that a large tree is walked by before the next one
constexpr uint32_t kMissingRight = 1u << 31, kSpecial = 1u << 30, kFeature = kSpecial - 1;  // in WalkNode::feature

using Split = ForestScorer::Split;
using SmallTree = ForestScorer::SmallTree;

[[gnu::always_inline]] inline void StrikeLoop(const Split* splits, const SmallTree& tree, const float* rows, uint64_t* bits) {
  for (size_t i = tree.begin; i < tree.missing_left; ++i) {
    const float* x = rows + splits[i].feature * RowBlock::kRows;
    for (size_t r = 0; r < kLanes; ++r) bits[r] &= x[r] <= splits[i].threshold ? ~uint64_t{0} : splits[i].keep;
  }
  for (size_t i = tree.missing_left; i < tree.special; ++i) {
    const float* x = rows + splits[i].feature * RowBlock::kRows;
    for (size_t r = 0; r < kLanes; ++r) bits[r] &= x[r] > splits[i].threshold ? splits[i].keep : ~uint64_t{0};
  }
}

void StrikePlain(const Split* splits, const SmallTree& tree, const float* rows, uint64_t* bits) { StrikeLoop(splits, tree, rows, bits); }

[[gnu::target("avx2")]] void StrikeAvx2(const Split* splits, const SmallTree& tree, const float* rows, uint64_t* bits) {
  StrikeLoop(splits, tree, rows, bits);
}

template <int kCompare>
[[gnu::target("avx512f"), gnu::always_inline]] inline void StrikeRange(const Split* split, const Split* end, const float* rows, __m512i* bits) {
  for (; split < end; ++split) {
    const float* x = rows + split->feature * RowBlock::kRows;
    const __m512 threshold = _mm512_set1_ps(split->threshold);
    const __m512i keep = _mm512_set1_epi64(static_cast<int64_t>(split->keep));
    for (size_t v = 0; v < kLanes / 16; ++v) {
      const __mmask16 right = _mm512_cmp_ps_mask(_mm512_loadu_ps(x + 16 * v), threshold, kCompare);
      bits[2 * v] = _mm512_mask_and_epi64(bits[2 * v], static_cast<__mmask8>(right), bits[2 * v], keep);
      bits[2 * v + 1] = _mm512_mask_and_epi64(bits[2 * v + 1], static_cast<__mmask8>(right >> 8), bits[2 * v + 1], keep);
    }
  }
}

[[gnu::target("avx512f")]] void StrikeAvx512(const Split* splits, const SmallTree& tree, const float* rows, uint64_t* bits) {
  __m512i words[kLanes / 8];
  for (size_t v = 0; v < kLanes / 8; ++v) words[v] = _mm512_loadu_si512(bits + 8 * v);
  StrikeRange<_CMP_NLE_UQ>(splits + tree.begin, splits + tree.missing_left, rows, words);
  StrikeRange<_CMP_GT_OQ>(splits + tree.missing_left, splits + tree.special, rows, words);
  for (size_t v = 0; v < kLanes / 8; ++v) _mm512_storeu_si512(bits + 8 * v, words[v]);
}

void AddLeaves(const double* leaves, const uint64_t* bits, double* sums) {
  for (size_t r = 0; r < kLanes; ++r) sums[r] += leaves[std::countr_zero(bits[r])];
}

[[gnu::target("avx512f,avx512cd")]] void AddLeavesAvx512(const double* leaves, const uint64_t* bits, double* sums) {
  for (size_t r = 0; r < kLanes; r += 8) {
    const __m512i word = _mm512_loadu_si512(bits + r);
    const __m512i lowest = _mm512_and_si512(word, _mm512_sub_epi64(_mm512_setzero_si512(), word));
    const __m512i index = _mm512_sub_epi64(_mm512_set1_epi64(63), _mm512_lzcnt_epi64(lowest));
    const __m512d values = _mm512_mask_i64gather_pd(_mm512_setzero_pd(), 0xff, index, leaves, 8);
    _mm512_storeu_pd(sums + r, _mm512_add_pd(_mm512_loadu_pd(sums + r), values));
  }
}

bool IsSpecial(const TreeNode& node) { return node.categories != 0 || node.zero_is_missing; }

/// Leaves from left to right by node: [first, end) of the leaves under each.
struct LeafRange {
  uint32_t first, end;
};

std::vector<LeafRange> LeafRanges(const Tree& tree, std::vector<double>& leaves) {
  std::vector<LeafRange> ranges(tree.nodes.size());
  const size_t start = leaves.size();
  std::vector<uint32_t> open{0}, order;
  while (!open.empty()) {
    const uint32_t n = open.back();
    open.pop_back();
    const TreeNode& node = tree.nodes[n];
    if (node.feature == TreeNode::kLeaf) {
      const auto at = static_cast<uint32_t>(leaves.size() - start);
      ranges[n] = {at, at + 1};
      leaves.push_back(node.value);
    } else {
      open.push_back(node.right);
      open.push_back(node.left);
    }
  }
  for (size_t n = tree.nodes.size(); n-- > 0;) {
    const TreeNode& node = tree.nodes[n];
    if (node.feature != TreeNode::kLeaf) ranges[n] = {ranges[node.left].first, ranges[node.right].end};
  }
  return ranges;
}

}  // namespace

ForestScorer::ForestScorer(const Forest& forest)
    : schema_(forest.schema), sets_(forest.category_sets), base_(forest.base), scale_(forest.scale) {
  for (const Tree& tree : forest.trees) {
    if (tree.nodes.size() < 2 * kSmallLeaves) {
      AddSmallTree(tree);
    } else {
      AddLargeTree(tree);
    }
  }
}

void ForestScorer::AddSmallTree(const Tree& tree) {
  SmallTree small{};
  small.leaves = static_cast<uint32_t>(leaves_.size());
  const std::vector<LeafRange> ranges = LeafRanges(tree, leaves_);
  std::vector<Split> kinds[3];
  for (const TreeNode& node : tree.nodes) {
    if (node.feature == TreeNode::kLeaf) continue;
    const LeafRange left = ranges[node.left];
    const uint64_t below = left.end == 64 ? ~uint64_t{0} : (uint64_t{1} << left.end) - 1;
    const uint64_t keep = ~(below >> left.first << left.first);
    if (IsSpecial(node)) {
      kinds[2].push_back({static_cast<uint32_t>(special_.size()), node.threshold, keep});
      special_.push_back(node);
    } else {
      kinds[node.missing_left].push_back({node.feature, node.threshold, keep});
    }
  }
  uint32_t* ends[] = {&small.missing_left, &small.special, &small.end};
  small.begin = static_cast<uint32_t>(splits_.size());
  for (size_t kind = 0; kind < 3; ++kind) {
    std::stable_sort(kinds[kind].begin(), kinds[kind].end(), [](const Split& a, const Split& b) { return a.feature < b.feature; });
    splits_.insert(splits_.end(), kinds[kind].begin(), kinds[kind].end());
    *ends[kind] = static_cast<uint32_t>(splits_.size());
  }
  order_.push_back(static_cast<uint32_t>(small_.size()));
  small_.push_back(small);
}

void ForestScorer::AddLargeTree(const Tree& tree) {
  order_.push_back(kLarge + static_cast<uint32_t>(walk_.size()));
  std::vector<std::pair<uint32_t, uint32_t>> open{{0, static_cast<uint32_t>(walk_.size())}};  // node and its place here
  walk_.emplace_back();
  while (!open.empty()) {
    const auto [from, to] = open.back();
    open.pop_back();
    const TreeNode& node = tree.nodes[from];
    if (node.feature == TreeNode::kLeaf) {
      walk_[to] = {0, std::numeric_limits<float>::infinity(), to, static_cast<uint32_t>(leaves_.size())};
      leaves_.push_back(node.value);
      continue;
    }
    const auto left = static_cast<uint32_t>(walk_.size());
    walk_[to] = {node.feature | (node.missing_left ? 0 : kMissingRight), node.threshold, left, static_cast<uint32_t>(special_.size())};
    if (IsSpecial(node)) {
      walk_[to].feature |= kSpecial;
      special_.push_back(node);
    }
    walk_.resize(walk_.size() + 2);
    open.emplace_back(node.right, left + 1);
    open.emplace_back(node.left, left);
  }
}

void ForestScorer::StrikeSpecial(const SmallTree& tree, const float* rows, uint64_t* bits) const {
  for (size_t i = tree.special; i < tree.end; ++i) {
    const TreeNode& node = special_[splits_[i].feature];
    const float* x = rows + node.feature * RowBlock::kRows;
    for (size_t r = 0; r < kLanes; ++r) {
      if (!GoesLeft(node, sets_, x[r])) bits[r] &= splits_[i].keep;
    }
  }
}

void ForestScorer::WalkLarge(uint32_t root, const float* rows, double* sums) const {
  constexpr size_t kTogether = 16;  // so that the waits for memory overlap
  for (size_t first = 0; first < kLanes; first += kTogether) {
    uint32_t at[kTogether];
    std::fill(at, at + kTogether, root);
    for (uint32_t moved = 1; moved != 0;) {
      moved = 0;
      for (size_t r = 0; r < kTogether; ++r) {
        const WalkNode& node = walk_[at[r]];
        const float x = rows[(node.feature & kFeature) * RowBlock::kRows + first + r];
        uint32_t right = static_cast<uint32_t>(x > node.threshold) | (static_cast<uint32_t>(x != x) & node.feature >> 31);
        if (node.feature & kSpecial) right = GoesLeft(special_[node.more], sets_, x) ? 0 : 1;
        moved |= at[r] ^ (node.left + right);
        at[r] = node.left + right;
      }
    }
    for (size_t r = 0; r < kTogether; ++r) sums[first + r] += leaves_[walk_[at[r]].more];
  }
}

void ForestScorer::ScoreSmall(const SmallTree& tree, const RowBlock& block, double* sums, SimdLevel level) const {
  const auto strike = level == SimdLevel::kAvx512 ? StrikeAvx512 : level == SimdLevel::kAvx2 ? StrikeAvx2 : StrikePlain;
  const auto add = level == SimdLevel::kAvx512 ? AddLeavesAvx512 : AddLeaves;
  alignas(64) uint64_t bits[kLanes];
  for (size_t first = 0; first < RowBlock::kRows; first += kLanes) {
    std::fill(bits, bits + kLanes, ~uint64_t{0});
    strike(splits_.data(), tree, block.data() + first, bits);
    if (tree.special < tree.end) StrikeSpecial(tree, block.data() + first, bits);
    add(leaves_.data() + tree.leaves, bits, sums + first);
  }
}

/// Each run of small trees by a block, for their splits stream by; each large tree by all blocks.
void ForestScorer::ScoreBlocks(std::span<const RowBlock> blocks, double* sums, SimdLevel level) const {
  for (size_t begin = 0, end = 0; begin < order_.size(); begin = end) {
    while (end < order_.size() && (order_[end] >= kLarge) == (order_[begin] >= kLarge)) ++end;
    if (order_[begin] < kLarge) {
      for (size_t b = 0; b < blocks.size(); ++b)
        for (size_t t = begin; t < end; ++t) ScoreSmall(small_[order_[t]], blocks[b], sums + b * RowBlock::kRows, level);
      continue;
    }
    for (size_t t = begin; t < end; ++t)
      for (size_t b = 0; b < blocks.size(); ++b)
        for (size_t first = 0; first < RowBlock::kRows; first += kLanes)
          WalkLarge(order_[t] - kLarge, blocks[b].data() + first, sums + b * RowBlock::kRows + first);
  }
}

void ForestScorer::Margins(const FeatureTable& table, std::span<double> out, SimdLevel level) const {
  CheckSameSchema(schema_, table);
  ParallelFor(table.rows, kBlocksTogether * RowBlock::kRows, [&](size_t begin, size_t end) {
    const size_t together = walk_.empty() ? 1 : kBlocksTogether;
    std::vector<RowBlock> blocks;
    for (size_t b = 0; b < together; ++b) blocks.emplace_back(schema_.size());
    std::vector<double> sums(together * RowBlock::kRows);
    for (size_t first = begin; first < end; first += together * RowBlock::kRows) {
      const size_t last = std::min(end, first + together * RowBlock::kRows), count = (last - first + RowBlock::kRows - 1) / RowBlock::kRows;
      for (size_t b = 0; b < count; ++b) {
        const size_t from = first + b * RowBlock::kRows;
        blocks[b].Load(table, from, std::min(last, from + RowBlock::kRows));
      }
      std::ranges::fill(sums, 0.0);
      ScoreBlocks(std::span(blocks).first(count), sums.data(), level);
      for (size_t r = first; r < last; ++r) out[r] = base_ + scale_ * sums[r - first];
    }
  });
}

}  // namespace auspex::learn
