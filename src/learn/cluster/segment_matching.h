#pragma once
// Keeps the names of segments when they are made anew: who went from which old segment to which new one, and which new segment is which old one.
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace auspex::learn {

/// Counts of rows by old and new segment. Both divisions are of the same rows: say next month's customers by last month's model and by the new one, or the
/// customers of both months by the labels they had.
struct Transitions {
  size_t before = 0, after = 0;
  std::vector<uint64_t> counts;  ///< [before][after]

  uint64_t at(size_t old_segment, size_t new_segment) const { return counts[old_segment * after + new_segment]; }
};

/// Throws Error(kUsage) for unequal lengths and a label that is no segment.
Transitions CountTransitions(std::span<const uint32_t> old_labels, size_t old_segments, std::span<const uint32_t> new_labels, size_t new_segments);

constexpr size_t kUnmatched = std::numeric_limits<size_t>::max();

/// For each new segment the old one it continues, so that as many rows as possible keep their segment; each old one at most once. kUnmatched for a segment
/// that shares no row with the one left for it, and where there are more new ones than old.
std::vector<size_t> MatchSegments(const Transitions& transitions);

/// A one-to-one assignment of least total cost (H. Kuhn, "The Hungarian method for the assignment problem", 1955; by shortest augmenting paths, R. Jonker and
/// A. Volgenant, 1987; O(n³)). `costs` is [rows][columns], finite, rows at most columns. Gives the column of each row. Throws Error(kUsage) for another shape.
std::vector<size_t> AssignAtLeastCost(std::span<const double> costs, size_t rows, size_t columns);

}  // namespace auspex::learn
