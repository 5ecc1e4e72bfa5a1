#pragma once
// Cards and charts of a pack over the rows of a result that a filter leaves.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flow/result_query.h"
#include "pack/pack.h"

namespace auspex::flow {

/// The charts and cards of the pack that this result can show: it may have been made with other facets, before the pack was
/// changed.
std::vector<pack::Chart> ChartsOf(const pack::Pack& pack, const ResultTable& table);
std::vector<pack::Card> CardsOf(store::Connection& connection, const pack::Pack& pack, const ResultTable& table);

/// A number for each card; nothing where there is none (such as the mean of no rows).
std::vector<std::optional<double>> ReadCards(store::Connection& connection, const ResultTable& table, const std::vector<pack::Card>& cards,
                                             const ResultFilter& filter);

/// The values of a bar chart, most frequent first, at most 100.
std::vector<CountedValue> ReadBars(store::Connection& connection, const ResultTable& table, const pack::Chart& chart, const ResultFilter& filter);

struct Histogram {
  double low = 0, high = 0;      ///< of all rows, so that bins stay where they are when the filter changes
  std::vector<uint64_t> counts;  ///< bins of equal width; what lies outside counts in the first or last
  uint64_t empty = 0;
};
Histogram ReadHistogram(store::Connection& connection, const ResultTable& table, const pack::Chart& chart, const ResultFilter& filter);

struct SankeyLink {
  size_t layer = 0;  ///< from columns[layer] to columns[layer + 1]
  Cell source, target;
  uint64_t count = 0;
};
/// Most frequent first within a layer, at most 1,000 each.
std::vector<SankeyLink> ReadSankey(store::Connection& connection, const ResultTable& table, const pack::Chart& chart, const ResultFilter& filter);

struct HeatCell {
  int64_t x = 0, y = 0;
  uint64_t count = 0;
};
/// Ordered by x, then y; at most 10,000.
std::vector<HeatCell> ReadHeatmap(store::Connection& connection, const ResultTable& table, const pack::Chart& chart, const ResultFilter& filter);

}  // namespace auspex::flow
