#include "data/event_writer.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/error.h"

namespace auspex::data {
namespace {

using pack::ColumnType;

const char* SqlType(ColumnType type) {
  switch (type) {
    case ColumnType::kText: return "VARCHAR";
    case ColumnType::kTime: return "TIMESTAMP";
    case ColumnType::kNumber: return "DOUBLE";
    case ColumnType::kInteger: return "BIGINT";
    case ColumnType::kFlag: return "BOOLEAN";
  }
  return "";
}

/// "load_id INTEGER, user VARCHAR, …" as the database describes the table, for comparing.
std::string ColumnsThere(store::Connection& connection) {
  return connection.Text(
      "SELECT coalesce(string_agg(column_name || ' ' || data_type, ', ' ORDER BY column_index), '') FROM duckdb_columns() "
      "WHERE schema_name = 'main' AND table_name = 'events' AND database_name = current_database()");
}

}  // namespace

void CreateTables(store::Connection& connection, const pack::Pack& pack) {
  std::string wanted = "load_id INTEGER", columns = wanted;
  for (const auto& column : pack.events.columns) {
    wanted += ", " + column.name + " " + SqlType(column.type);
    columns += ", " + store::QuoteName(column.name) + " " + SqlType(column.type);
  }
  connection.Run("CREATE TABLE IF NOT EXISTS main.events (" + columns + ")");
  connection.Run(
      "CREATE TABLE IF NOT EXISTS main.loads (load_id INTEGER, file VARCHAR, fingerprint VARCHAR, bytes BIGINT, loaded_at TIMESTAMP, "
      "read BIGINT, kept BIGINT, rejected BIGINT, duplicates BIGINT, first_time TIMESTAMP, last_time TIMESTAMP, encoding VARCHAR, "
      "columns VARCHAR)");
  connection.Run(
      "CREATE TABLE IF NOT EXISTS main.rejects (load_id INTEGER, file VARCHAR, line BIGINT, column_name VARCHAR, reason VARCHAR, "
      "value VARCHAR)");
  const std::string there = ColumnsThere(connection);
  if (there != wanted) {
    throw Error(Fault::kUsage, "the table events has the columns " + there + ", but the pack " + pack.name + " wants " + wanted, {},
                "Make a new workspace for the changed pack and load the files again.");
  }
}

EventWriter::EventWriter(store::Connection& connection, const pack::Table& table, int32_t load_id, std::string file)
    : table_(table), load_id_(load_id), file_(std::move(file)), events_(connection, "events"), rejects_(connection, "rejects") {}

void EventWriter::Write(const TypedBlock& block) {
  counts_.read += block.read;
  counts_.kept += block.rows;
  counts_.rejected += block.rejects.size();
  counts_.unknown_symbols += block.unknown_symbols;
  counts_.from = std::min(counts_.from, block.from), counts_.to = std::max(counts_.to, block.to);
  for (const Reject& reject : block.rejects) WriteReject(reject);
  if (block.rows == 0) return;
  std::ranges::fill(events_.Numbers<int32_t>(0).first(block.rows), load_id_);
  for (size_t c = 0; c < block.columns.size(); ++c) WriteColumn(block, c);
  events_.Flush(block.rows);
}

void EventWriter::WriteColumn(const TypedBlock& block, size_t column) {
  const TypedBlock::Column& from = block.columns[column];
  const size_t rows = block.rows, to = column + 1;
  switch (table_.columns[column].type) {
    case ColumnType::kText:
      for (size_t r = 0; r < rows; ++r) events_.SetTextInPlace(to, r, from.texts[r]);
      break;
    case ColumnType::kTime:
    case ColumnType::kInteger: std::memcpy(events_.Numbers<int64_t>(to).data(), from.wholes.data(), rows * sizeof(int64_t)); break;
    case ColumnType::kNumber: std::memcpy(events_.Numbers<double>(to).data(), from.numbers.data(), rows * sizeof(double)); break;
    case ColumnType::kFlag: std::memcpy(events_.Numbers<bool>(to).data(), from.flags.data(), rows); break;
  }
  if (std::memchr(from.null.data(), 1, rows) == nullptr) return;
  for (size_t r = 0; r < rows; ++r) {
    if (from.null[r] != 0) events_.SetNull(to, r);
  }
}

void EventWriter::WriteReject(const Reject& reject) {
  const size_t row = pending_rejects_++;
  counts_.reasons.Update(reject);
  rejects_.Numbers<int32_t>(0)[row] = load_id_;
  rejects_.SetText(1, row, file_);
  rejects_.Numbers<int64_t>(2)[row] = static_cast<int64_t>(reject.line);
  if (reject.column.empty()) rejects_.SetNull(3, row);
  else rejects_.SetText(3, row, reject.column);
  rejects_.SetText(4, row, reject.reason);
  rejects_.SetText(5, row, reject.value);
  if (pending_rejects_ == store::Appender::kRows) rejects_.Flush(std::exchange(pending_rejects_, 0));
}

LoadCounts EventWriter::Close() {
  if (pending_rejects_ > 0) rejects_.Flush(std::exchange(pending_rejects_, 0));
  events_.Close();
  rejects_.Close();
  return std::move(counts_);
}

}  // namespace auspex::data
