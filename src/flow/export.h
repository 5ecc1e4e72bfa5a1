#pragma once
// Rows of a query as a result file: .csv (UTF-8 with BOM, so that spreadsheets open it), .parquet or .xlsx.
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "store/database.h"

namespace auspex {
class Progress;
}

namespace auspex::flow {

/// Writes the rows of `sql` to `path`, whole or not at all, and returns how many. The suffix decides the format; throws
/// Error(kUsage) for another one. An .xlsx starts a new sheet after 1,048,575 rows. `values` are bound to `?` in `sql`.
uint64_t Export(store::Connection& connection, const std::string& sql, const std::filesystem::path& path, Progress& progress,
                const std::vector<store::Value>& values = {});

/// Throws Error(kUsage) if Export could not write to `path`: so that long work does not end in a typing error.
void CheckExportPath(const std::filesystem::path& path);

}  // namespace auspex::flow
