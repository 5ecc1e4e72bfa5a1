#pragma once
// Rows of a result as CSV, piece by piece: UTF-8 with a byte order mark, a header, then one line a row, as flow/export.h writes it,
// but in little memory however many rows there are. Texts that a spreadsheet would take for a formula begin with an apostrophe.
#include <memory>
#include <string>
#include <vector>

#include "flow/result_query.h"

namespace auspex::flow {

class ResultCsv {
 public:
  /// Of the rows that `filter` leaves, sorted, the columns of the result file. Takes the connection, on which the rows are read
  /// while pieces are asked for.
  ResultCsv(store::Connection connection, const ResultTable& table, const ResultFilter& filter, const std::vector<SortKey>& sort);

  /// Replaces `piece` by the next bytes; false after the last.
  bool Next(std::string& piece);

 private:
  void AppendRow(std::string& piece, size_t row) const;

  store::Connection connection_;
  std::string header_;
  std::vector<bool> texts_;  ///< columns that may hold formulas
  std::unique_ptr<store::Result> rows_;
  store::Chunk chunk_;
};

}  // namespace auspex::flow
