#pragma once
// What a file would be read as, from its beginning alone: for people who look before they load.
#include <filesystem>
#include <string>
#include <vector>

#include "data/header.h"
#include "pack/pack.h"
#include "store/database.h"

namespace auspex::data {

struct Preview {
  static constexpr size_t kRows = 20;

  const pack::Table* table = nullptr;          ///< that the file is of, or looks most like
  std::string encoding;                        ///< "UTF-8", …, "Parquet"
  char delimiter = 0;                          ///< 0 for Parquet
  std::vector<std::string> headers;            ///< as the file has them
  HeaderMap columns;                           ///< of the pack, by the mapping and the names
  std::vector<std::string> missing;            ///< required columns that no header is for
  std::vector<std::vector<std::string>> rows;  ///< the first ones, printable; of one that cannot be split, its line
};

/// Takes a few megabytes, whatever the file's size. Throws Error(kData) where LoadFile would, but for missing columns and rows that
/// cannot be used, and Error(kUsage) for a mapping that cannot be. `connection` reads Parquet; `table` is the
/// name of the table that the user chose, empty: the header says which.
Preview PreviewFile(store::Connection& connection, const std::filesystem::path& path, const pack::Pack& pack, const ColumnMapping& mapping,
                    const std::string& table = {});

}  // namespace auspex::data
