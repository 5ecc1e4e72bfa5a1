#include "data/parquet_loader.h"

#include "base/error.h"
#include "data/header.h"
#include "data/row_typer.h"
#include "data/table_choice.h"

namespace auspex::data {
namespace {

using store::QuoteName;
using store::QuoteText;

/// The file as SQL reads it; a character that stands for others in a pattern stands for itself.
std::string Source(const std::filesystem::path& path) {
  std::string pattern;
  for (const char c : path.string()) {
    if (c == '*' || c == '?' || c == '[') pattern += {'[', c, ']'};
    else pattern += c;
  }
  return "read_parquet(" + QuoteText(pattern) + ")";
}

/// `error` of the database as the user's, if the file is at fault.
Error Unreadable(const Error& error, const std::filesystem::path& path) {
  if (error.fault() != Fault::kInternal || error.message().find("arquet") == std::string::npos) return error;
  return Error(Fault::kData, "the Parquet file cannot be read: " + error.message(), path.string(), "Make it anew; nothing was loaded.");
}

std::vector<std::string> ColumnNames(store::Connection& reader, const std::string& source) {
  const auto schema = reader.Query("SELECT * FROM " + source + " LIMIT 0");
  std::vector<std::string> names;
  for (size_t c = 0; c < schema.columns(); ++c) names.push_back(schema.Name(c));
  return names;
}

/// The mapped columns as text, in the order of the table; the map is changed to point at them.
std::string Select(HeaderMap& map, const std::vector<std::string>& names, const std::string& source) {
  std::string columns;
  size_t next = 0;
  for (size_t& at : map.sources) {
    if (at == HeaderMap::kAbsent) continue;
    columns += (next == 0 ? "" : ", ") + ("CAST(" + QuoteName(names[at]) + " AS VARCHAR)");
    at = next++;
  }
  return "SELECT " + columns + " FROM " + source;
}

}  // namespace

FileLoad LoadParquet(store::Connection& connection, const std::filesystem::path& path, const FileLoadOptions& options) try {
  // Another connection reads, outside of the transaction of the one that writes.
  store::Connection reader = connection.Another();
  const std::string source = Source(path);
  const std::vector<std::string> names = ColumnNames(reader, source);
  FileLoad load;
  load.encoding = "Parquet";
  const pack::Table& table = ChooseTable(names, options.pack, options.table, options.mapping, path.string());
  load.table = &table;
  HeaderMap map = MapHeader(names, table, options.mapping, path.string());
  load.ignored = map.ignored;
  for (size_t c = 0; c < map.sources.size(); ++c) {
    if (map.sources[c] != HeaderMap::kAbsent) load.columns.push_back(table.columns[c].name);
  }
  store::Result rows = reader.Stream(Select(map, names, source));
  const RowTyper typer(options.pack, table, std::move(map), 0, "UTF-8", options.pseudonymiser);
  TableWriter writer(connection, table, options.load_id, options.name);
  std::vector<Field> fields(rows.columns());
  store::Chunk chunk;
  TypedBlock block;
  uint64_t line = 0;
  while (rows.Next(chunk)) {
    block.Reset(table, chunk.rows());
    for (size_t r = 0; r < chunk.rows(); ++r) {
      for (size_t c = 0; c < fields.size(); ++c) fields[c].text = chunk.Text(c, r);
      typer.TypeRow(fields, ++line, block);
    }
    writer.Write(block);
    options.on_bytes(0);
  }
  load.counts = writer.Close();
  return load;
} catch (const Error& error) {
  throw Unreadable(error, path);
}

namespace {

/// Every column as text, in the order of the file.
std::string SelectTexts(const std::vector<std::string>& names, const std::string& source) {
  std::string columns;
  for (const auto& name : names) columns += (columns.empty() ? "" : ", ") + ("CAST(" + QuoteName(name) + " AS VARCHAR)");
  return "SELECT " + columns + " FROM " + source;
}

/// What `read` gives, its errors as the user's.
template <class Read>
auto Reading(const std::filesystem::path& path, const Read& read) {
  try {
    return read();
  } catch (const Error& error) {
    throw Unreadable(error, path);
  }
}

}  // namespace

ParquetTexts::ParquetTexts(store::Connection& connection, const std::filesystem::path& path)
    : path_(path), names_(Reading(path, [&] { return ColumnNames(connection, Source(path)); })),
      rows_(Reading(path, [&] { return connection.Stream(SelectTexts(names_, Source(path))); })) {}

bool ParquetTexts::Next(store::Chunk& chunk) {
  return Reading(path_, [&] { return rows_.Next(chunk); });
}

ParquetStart ReadParquetStart(store::Connection& connection, const std::filesystem::path& path, size_t most_rows) try {
  const std::string source = Source(path);
  ParquetStart start;
  start.names = ColumnNames(connection, source);
  auto rows = connection.Query(SelectTexts(start.names, source) + " LIMIT " + std::to_string(most_rows));
  for (const auto& row : rows.Rows()) {
    auto& out = start.rows.emplace_back();
    for (const auto& value : row) out.push_back(value.value_or(""));
  }
  return start;
} catch (const Error& error) {
  throw Unreadable(error, path);
}

}  // namespace auspex::data
