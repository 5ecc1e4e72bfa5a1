#pragma once
// A Parquet file into the tables: read by the database, then checked like text.
#include <filesystem>

#include "data/file_loader.h"

namespace auspex::data {

/// As LoadFile. The line of a reject is the number of its row, from 1.
FileLoad LoadParquet(store::Connection& connection, const std::filesystem::path& path, const FileLoadOptions& options);

}  // namespace auspex::data
