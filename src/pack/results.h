#pragma once
// What a pack shows of its results: further columns for filters and charts, charts, and numbers on cards. docs/pack.md,
// "results.toml", describes the file.
#include <filesystem>
#include <string>
#include <vector>

namespace auspex::pack {

/// A column beside those of the result file: an SQL expression over the decision row with rule, channel, action and advice.
struct Facet {
  std::string name, sql;  ///< placeholders are expanded
  int line = 0;
};

enum class ChartKind {
  kBar,        ///< how often each value of a column occurs
  kHistogram,  ///< counts of a number in bins of equal width
  kSankey,     ///< how often a value of each column goes with one of the next column
  kHeatmap,    ///< how often two whole numbers occur together
};

/// "bar", "histogram", "sankey", "heatmap".
const char* KindName(ChartKind kind);

struct Chart {
  std::string id;
  ChartKind kind = ChartKind::kBar;
  std::vector<std::string> columns;  ///< names of result columns or facets
  size_t bins = 20;                  ///< of a histogram
  double low = 0, high = 0;          ///< its range; equal: from the least to the greatest number there is
  int line = 0;
};

enum class CardFormat { kCount, kNumber, kPercent, kCompact };  ///< kCompact: 1.2 million, 120 萬

/// "count", "number", "percent", "compact".
const char* FormatName(CardFormat format);

/// A number over all rows that a filter leaves: an SQL aggregate over result columns and facets.
struct Card {
  std::string id, sql;
  CardFormat format = CardFormat::kNumber;
  int line = 0;
};

struct Results {
  std::vector<Facet> facets;
  std::vector<Chart> charts;
  std::vector<Card> cards;
  std::string strategy_column;  ///< result column with the advice; empty: there is none
  std::filesystem::path file;   ///< empty: the pack has none, these are the defaults
};

}  // namespace auspex::pack
