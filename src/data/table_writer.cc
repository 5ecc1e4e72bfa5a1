#include "data/table_writer.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "data/load_table.h"

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
    case ColumnType::kDate:
    case ColumnType::kMonth: return "DATE";
  }
  return "";
}

/// The days since 1970 of the first instant of a day.
int32_t DayOf(Micros time) { return static_cast<int32_t>(time / kDay); }

bool HasLines(const pack::Table& table) { return table.kind != pack::TableKind::kEvents; }

/// "load_id INTEGER, user VARCHAR, …" as the database describes the table, for comparing.
std::string ColumnsThere(store::Connection& connection, const std::string& table) {
  return connection.Text(
      "SELECT coalesce(string_agg(column_name || ' ' || data_type, ', ' ORDER BY column_index), '') FROM duckdb_columns() "
      "WHERE schema_name = 'main' AND table_name = ? AND database_name = current_database()", {table});
}

void CreateTable(store::Connection& connection, const pack::Table& table, const std::string& pack) {
  std::string wanted = HasLines(table) ? "load_id INTEGER, line BIGINT" : "load_id INTEGER", columns = wanted;
  for (const auto& column : table.columns) {
    wanted += ", " + column.name + " " + SqlType(column.type);
    columns += ", " + store::QuoteName(column.name) + " " + SqlType(column.type);
  }
  connection.Run("CREATE TABLE IF NOT EXISTS main." + store::QuoteName(table.name) + " (" + columns + ")");
  const std::string there = ColumnsThere(connection, table.name);
  if (there == wanted) return;
  throw Error(Fault::kUsage, "the table " + table.name + " has the columns " + there + ", but the pack " + pack + " wants " + wanted, {},
              "Make a new workspace for the changed pack and load the files again.");
}

}  // namespace

void CreateTables(store::Connection& connection, const pack::Pack& pack) {
  CreateLoadTables(connection);
  for (const auto& table : pack.tables) CreateTable(connection, table, pack.name);
}

TableWriter::TableWriter(store::Connection& connection, const pack::Table& table, int32_t load_id, std::string file)
    : table_(table), load_id_(load_id), file_(std::move(file)), first_(HasLines(table) ? 2 : 1), rows_(connection, table.name), rejects_(connection, "rejects") {}

void TableWriter::Write(const TypedBlock& block) {
  counts_.read += block.read;
  counts_.kept += block.rows;
  counts_.rejected += block.rejects.size();
  counts_.unknown_symbols += block.unknown_symbols;
  for (size_t i = 0; i < kSpellings; ++i) counts_.spellings[i] += block.spellings[i];
  counts_.from = std::min(counts_.from, block.from), counts_.to = std::max(counts_.to, block.to);
  for (const Reject& reject : block.rejects) WriteReject(reject);
  if (block.rows == 0) return;
  std::ranges::fill(rows_.Numbers<int32_t>(0).first(block.rows), load_id_);
  if (HasLines(table_)) std::copy_n(block.lines.begin(), block.rows, rows_.Numbers<int64_t>(1).begin());
  for (size_t c = 0; c < block.columns.size(); ++c) WriteColumn(block, c);
  rows_.Flush(block.rows);
}

void TableWriter::WriteColumn(const TypedBlock& block, size_t column) {
  const TypedBlock::Column& from = block.columns[column];
  const size_t rows = block.rows, to = first_ + column;
  switch (table_.columns[column].type) {
    case ColumnType::kText:
      for (size_t r = 0; r < rows; ++r) rows_.SetTextInPlace(to, r, from.texts[r]);
      break;
    case ColumnType::kTime:
    case ColumnType::kInteger: std::memcpy(rows_.Numbers<int64_t>(to).data(), from.wholes.data(), rows * sizeof(int64_t)); break;
    case ColumnType::kDate:
    case ColumnType::kMonth:
      std::transform(from.wholes.begin(), from.wholes.begin() + rows, rows_.Numbers<int32_t>(to).begin(), DayOf);
      break;
    case ColumnType::kNumber: std::memcpy(rows_.Numbers<double>(to).data(), from.numbers.data(), rows * sizeof(double)); break;
    case ColumnType::kFlag: std::memcpy(rows_.Numbers<bool>(to).data(), from.flags.data(), rows); break;
  }
  if (std::memchr(from.null.data(), 1, rows) == nullptr) return;
  for (size_t r = 0; r < rows; ++r) {
    if (from.null[r] != 0) rows_.SetNull(to, r);
  }
}

void TableWriter::WriteReject(const Reject& reject) {
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

LoadCounts TableWriter::Close() {
  if (pending_rejects_ > 0) rejects_.Flush(std::exchange(pending_rejects_, 0));
  rows_.Close();
  rejects_.Close();
  return std::move(counts_);
}

}  // namespace auspex::data
