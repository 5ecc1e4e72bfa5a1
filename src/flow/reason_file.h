#pragma once
// Explained rows as a file: .csv, .parquet and .xlsx with one row each, or .json. Appears whole or not at all.
#include <filesystem>
#include <memory>
#include <span>

#include "flow/table_explain.h"

namespace auspex::flow {

class ReasonFile {
 public:
  virtual ~ReasonFile() = default;
  virtual void Add(std::span<const ExplainedRow> rows) = 0;
  virtual void Finish(Progress& progress) = 0;
};

/// Columns: row, id (if `with_id`), score, margin, base, then reason_1, value_1, share_1, … up to `top`, rest. Throws Error(kUsage) for another suffix
/// and a folder that is not there.
std::unique_ptr<ReasonFile> MakeReasonFile(const std::filesystem::path& path, size_t top, bool with_id, double base);

}  // namespace auspex::flow
