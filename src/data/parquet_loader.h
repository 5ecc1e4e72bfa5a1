#pragma once
// A Parquet file into the tables: read by the database, then checked like text.
#include <filesystem>
#include <string>
#include <vector>

#include "data/file_loader.h"

namespace auspex::data {

/// As LoadFile. The line of a reject is the number of its row, from 1.
FileLoad LoadParquet(store::Connection& connection, const std::filesystem::path& path, const FileLoadOptions& options);

/// All columns of a Parquet file as texts, chunk by chunk; NULL as an empty text. Throws Error(kData) if it cannot be read.
class ParquetTexts {
 public:
  ParquetTexts(store::Connection& connection, const std::filesystem::path& path);
  const std::vector<std::string>& names() const { return names_; }
  bool Next(store::Chunk& chunk);

 private:
  std::filesystem::path path_;
  std::vector<std::string> names_;
  store::Result rows_;
};

/// The beginning of a Parquet file as text. Throws Error(kData) if it cannot be read.
struct ParquetStart {
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> rows;  ///< at most `most_rows`; NULL as an empty text
};
ParquetStart ReadParquetStart(store::Connection& connection, const std::filesystem::path& path, size_t most_rows);

}  // namespace auspex::data
