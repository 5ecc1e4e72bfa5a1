#include "data/preview.h"

#include "data/csv.h"
#include "data/file_source.h"
#include "data/parquet_loader.h"
#include "data/rejects.h"
#include "data/survey.h"
#include "data/table_choice.h"
#include "data/text_header.h"
#include "text/encoding.h"
#include "text/utf8.h"

namespace auspex::data {
namespace {

constexpr size_t kFirst = 1 << 20, kMost = 2 * kMaxRecord;

std::vector<std::string> Cells(const Record& record, char delimiter) {
  if (record.fault != RecordFault::kNone) return {text::PrintableUtf8(record.text, kMaxExcerpt)};
  std::vector<Field> fields;
  SplitFields(record, delimiter, fields);
  std::vector<std::string> cells;
  std::string buffer;
  for (const Field& field : fields) cells.push_back(text::PrintableUtf8(FieldValue(field, buffer), kMaxExcerpt));
  return cells;
}

/// Reads headers and rows out of the beginning of a file; false if that does not hold kRows rows.
bool TakeText(std::string_view text, bool last, std::span<const pack::Table> tables, const std::string& file, Preview& preview) {
  TextHeader header = ReadTextHeader(text, last, tables, file);
  std::vector<Record> records;
  header.splitter.Split(text.substr(header.used), last, records, Preview::kRows);
  preview.delimiter = header.delimiter;
  preview.headers = std::move(header.names);
  preview.rows.clear();
  for (const Record& record : records) preview.rows.push_back(Cells(record, header.delimiter));
  return records.size() == Preview::kRows;
}

void ReadText(const std::filesystem::path& path, std::span<const pack::Table> tables, Preview& preview) {
  const text::Detected detected = EncodingOfBeginning(path);
  preview.encoding = text::EncodingName(detected.encoding);
  TextSource source(path, detected);
  std::string text;
  for (size_t wanted : {kFirst, kMost}) {
    const size_t before = text.size();
    text.resize(wanted);
    text.resize(before + source.Read(text.data() + before, wanted - before));
    const bool last = text.size() < wanted;
    const bool unclear = wanted == kFirst && !last && text.find('\n') == std::string::npos;
    if (!unclear && (TakeText(text, last, tables, path.string(), preview) || last)) return;
  }
}

}  // namespace

Preview PreviewFile(store::Connection& connection, const std::filesystem::path& path, const pack::Pack& pack, const ColumnMapping& mapping,
                    const std::string& table) {
  Preview preview;
  if (IsParquet(path)) {
    ParquetStart start = ReadParquetStart(connection, path, Preview::kRows);
    preview.encoding = "Parquet";
    preview.headers = std::move(start.names);
    preview.rows = std::move(start.rows);
    for (auto& row : preview.rows) {
      for (auto& cell : row) cell = text::PrintableUtf8(cell, kMaxExcerpt);
    }
  } else {
    ReadText(path, pack.tables, preview);
  }
  preview.table = &LikeliestTable(preview.headers, pack, table, mapping, path.string());
  preview.columns = FindColumns(preview.headers, *preview.table, mapping, path.string());
  for (size_t c = 0; c < preview.table->columns.size(); ++c) {
    const auto& column = preview.table->columns[c];
    if (column.required && preview.columns.sources[c] == HeaderMap::kAbsent) preview.missing.push_back(column.name);
  }
  return preview;
}

}  // namespace auspex::data
