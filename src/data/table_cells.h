#pragma once
// The rows of a file of one table as texts, block by block: CSV in any encoding that ingest reads, gzipped or not, and Parquet.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pack/pack.h"

namespace auspex::data {

/// Rows of a file; the texts live until the next block is taken.
struct CellBlock {
  size_t rows = 0, columns = 0;
  std::vector<std::string_view> cells;  ///< [rows][columns], without blanks around them
  std::vector<uint64_t> lines;          ///< [rows], of the file, the header is 1; of a Parquet file the row, from 1

  std::string_view at(size_t row, size_t column) const { return cells[row * columns + column]; }
};

class TableCells {
 public:
  /// `known` are columns that the header may have, for telling its delimiter; `delimiter` is it where that is said, else 0. Throws
  /// Error(kUsage) for a file that cannot be opened, Error(kData) for one without a header or with a name twice.
  TableCells(const std::filesystem::path& path, const pack::Table& known, char delimiter);
  ~TableCells();
  TableCells(const TableCells&) = delete;

  const std::vector<std::string>& names() const;
  /// False after the last row. Throws Error(kData) at the line of a row that cannot be read or has another number of fields.
  bool Next(CellBlock& block);

  struct Source;

 private:
  std::unique_ptr<Source> source_;
};

}  // namespace auspex::data
