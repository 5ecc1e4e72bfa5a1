#pragma once
// One file into the tables. Reading and splitting go serially, typing on all threads, writing serially in file order;
// the three work on three batches at the same time, so memory does not grow with the file.
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "data/table_writer.h"
#include "data/header.h"
#include "data/pseudonym.h"
#include "data/survey.h"
#include "pack/pack.h"
#include "store/database.h"

namespace auspex::data {

struct FileLoad {
  const pack::Table* table = nullptr;        ///< that the rows went into
  LoadCounts counts;
  std::string encoding;                      ///< "UTF-8", …, "Parquet"
  char delimiter = 0;                        ///< 0 for Parquet
  std::vector<std::string> columns, ignored; ///< of the table found in the file; headers that nothing asks for
};

struct FileLoadOptions {
  const pack::Pack& pack;
  const Pseudonymiser* pseudonymiser = nullptr;
  int32_t load_id = 0;
  std::string name;       ///< what the file is called in table `rejects`
  ColumnMapping mapping;  ///< by hand
  std::string table;      ///< by name; empty: the header says which
  std::function<void(uint64_t)> on_bytes;  ///< told how many bytes of the file were taken; may throw to cancel
};

/// Appends the file's rows to its table and its rejects to `rejects`. Throws Error(kData) for a file that is empty, has a
/// header only, lacks a required column, or of which no row can be used.
FileLoad LoadFile(store::Connection& connection, const std::filesystem::path& path, const Survey& survey, const FileLoadOptions& options);

}  // namespace auspex::data
