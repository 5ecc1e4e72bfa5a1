#pragma once
// What is asked of a result: pages of sorted rows, the values of a column, numbers for cards and charts, and files; all of the
// rows that a filter leaves.
#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "flow/result_filter.h"
#include "flow/result_table.h"
#include "pack/results.h"

namespace auspex {
class Progress;
}

namespace auspex::flow {

/// A value of a result; times are texts such as 2025-03-01 12:03:11.
using Cell = std::variant<std::monostate, bool, int64_t, float, double, std::string>;

struct SortKey {
  std::string column;
  bool descending = false;
};
constexpr size_t kMostSortKeys = 4;

/// Reads `a,-b`: by column a, then by b downwards. A name that begins with a minus is found before the minus is taken as a sign
/// (`--2_action` is `-2_action` downwards). Throws Error(kUsage) for unknown columns, one named twice, and more than kMostSortKeys.
std::vector<SortKey> ParseSort(const std::string& text, const ResultTable& table);

/// ORDER BY of the keys: empty values last, ties in the order of the table; `backwards` gives exactly the opposite order.
std::string OrderSql(const std::vector<SortKey>& sort, bool backwards);

struct RowsQuery {
  ResultFilter filter;
  std::vector<SortKey> sort;  ///< ties, and rows without any key, keep the order of the prediction; empty values come last
  uint64_t offset = 0, limit = 100;
  std::vector<std::string> columns;
};

struct ResultRows {
  uint64_t total = 0;  ///< that the filter leaves
  std::vector<std::vector<Cell>> rows;
};

ResultRows ReadRows(store::Connection& connection, const ResultTable& table, const RowsQuery& query);

struct CountedValue {
  Cell value;
  uint64_t count = 0;
};
struct ColumnValues {
  std::vector<CountedValue> values;  ///< most frequent first, then by value
  bool more = false;                 ///< there are more than asked for
};
/// The values of a column, of texts those that contain `search` whatever the case, without `filter`'s conditions on this column.
ColumnValues ReadValues(store::Connection& connection, const ResultTable& table, const std::string& column, const std::string& search,
                        const ResultFilter& filter, uint64_t limit);

/// The least and greatest value of every number, integer and time column, in the order of the columns; empty cells for others.
std::vector<std::array<Cell, 2>> ReadBounds(store::Connection& connection, const ResultTable& table);

/// Writes the rows that `filter` leaves to `path`, sorted, with the columns of the result file; the suffix decides the format
/// (flow/export.h). Returns how many. For .csv in little memory there is flow/result_csv.h.
uint64_t WriteRows(store::Connection& connection, const ResultTable& table, const ResultFilter& filter, const std::vector<SortKey>& sort,
                   const std::filesystem::path& path, Progress& progress);

/// Reads the cell at `row` of a result column that was selected by ReadSql as column `at` of the chunk.
Cell CellOf(const ResultColumn& column, const store::Chunk& chunk, size_t at, size_t row);

}  // namespace auspex::flow
