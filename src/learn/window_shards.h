#pragma once
// Windows cut into shards: blocks of similar length that are computed together on one thread. How windows are cut
// depends on them and on `rows` alone, never on the number of threads.
#include <cstdint>
#include <span>
#include <vector>

#include "learn/sequence.h"

namespace auspex::learn {

struct Shard {
  std::vector<uint32_t> windows;  ///< indices into the windows that were cut
  size_t steps = 0;               ///< at least the longest window
  size_t rows = 0;                ///< at least windows.size(); a multiple of 16 unless the windows are very long
};

/// Cuts `windows[order[i]]` into shards of at most `rows` windows, long windows in fewer rows, so that a shard holds
/// about 8,192 steps. Within a shard and over all, windows are sorted by length, ties in the order given.
std::vector<Shard> CutShards(std::span<const Window> windows, std::span<const uint32_t> order, size_t rows);

/// Throws Error(kInternal) for a window that is empty, asks for nothing or leaves the table.
void CheckWindows(const StepTable& steps, std::span<const Window> windows);

/// `length` rounded up to one of few lengths (at most an eighth more), since each costs a kernel.
size_t RoundSteps(size_t length);

}  // namespace auspex::learn
