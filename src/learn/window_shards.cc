#include "learn/window_shards.h"

#include <algorithm>
#include <bit>
#include <string>

#include "base/error.h"

namespace auspex::learn {
namespace {

constexpr size_t kMaxSteps = 8192, kRowGroup = 16;

size_t RowsFor(size_t steps, size_t rows) {
  while (rows > 1 && rows * steps > kMaxSteps) rows = (rows + 1) / 2;
  return rows;
}

}  // namespace

void CheckWindows(const StepTable& steps, std::span<const Window> windows) {
  for (const Window& window : windows) {
    const bool inside = window.begin <= steps.steps() && window.length <= steps.steps() - window.begin;
    if (window.labelled_from >= window.length || !inside)
      throw Error(Fault::kInternal, "a window of " + std::to_string(window.length) + " steps from step " +
                                        std::to_string(window.begin) + " does not lie in a table of " +
                                        std::to_string(steps.steps()) + " steps or asks for nothing");
  }
}

size_t RoundSteps(size_t length) {
  if (length <= 16) return length;
  const size_t unit = std::bit_floor(length - 1) / 8;
  return (length + unit - 1) / unit * unit;
}

std::vector<Shard> CutShards(std::span<const Window> windows, std::span<const uint32_t> order, size_t rows) {
  std::vector<uint32_t> sorted(order.begin(), order.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](uint32_t a, uint32_t b) { return windows[a].length > windows[b].length; });
  std::vector<Shard> shards;
  for (size_t begin = 0; begin < sorted.size();) {
    Shard shard;
    shard.steps = RoundSteps(windows[sorted[begin]].length);
    const size_t most = RowsFor(shard.steps, rows);
    const size_t end = std::min(sorted.size(), begin + most);
    shard.windows.assign(sorted.begin() + static_cast<ptrdiff_t>(begin), sorted.begin() + static_cast<ptrdiff_t>(end));
    const size_t whole_groups = (shard.windows.size() + kRowGroup - 1) / kRowGroup * kRowGroup;
    shard.rows = std::max(shard.windows.size(), std::min(most, whole_groups));
    shards.push_back(std::move(shard));
    begin = end;
  }
  return shards;
}

}  // namespace auspex::learn
