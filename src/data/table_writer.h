#pragma once
// Typed blocks into a table of the pack and the table `rejects`, in the order they are given.
#include <cstdint>
#include <string>

#include "data/rejects.h"
#include "data/row_typer.h"
#include "pack/pack.h"
#include "store/database.h"

namespace auspex::data {

/// Makes the pack's tables, `loads` and `rejects` in schema main where they are missing. A table has the column load_id, of customers,
/// panels and records also line (of its file), then the pack's. Throws Error(kUsage) if it is there with other columns.
void CreateTables(store::Connection& connection, const pack::Pack& pack);

/// What was written of one file.
struct LoadCounts {
  uint64_t read = 0, kept = 0, rejected = 0, unknown_symbols = 0;
  SpellingCounts spellings{};
  Micros from = std::numeric_limits<Micros>::max(), to = std::numeric_limits<Micros>::min();
  ReasonCounts reasons;
};

/// Writes the rows of one file under one load id.
class TableWriter {
 public:
  TableWriter(store::Connection& connection, const pack::Table& table, int32_t load_id, std::string file);

  void Write(const TypedBlock& block);
  /// Ends writing; call once.
  LoadCounts Close();

 private:
  void WriteColumn(const TypedBlock& block, size_t column);
  void WriteReject(const Reject& reject);

  const pack::Table& table_;
  int32_t load_id_;
  std::string file_;
  size_t first_;  // of the pack's columns, among those of the table
  store::Appender rows_, rejects_;
  size_t pending_rejects_ = 0;
  LoadCounts counts_;
};

}  // namespace auspex::data
