#include "data/text_header.h"

#include <algorithm>

#include "base/error.h"
#include "data/header.h"
#include "data/rejects.h"
#include "text/utf8.h"

namespace auspex::data {

TextHeader ReadTextHeader(std::string_view text, bool last, std::span<const pack::Table> tables, const std::string& file, char delimiter) {
  const size_t start = std::min(text.size(), text.find_first_not_of("\r\n"));
  if (start == text.size()) throw Error(Fault::kData, "the file is empty", file, "Check how it was made or copied.");
  const std::string_view line = text.substr(start, text.find_first_of("\r\n", start) - start);
  if (delimiter == 0) delimiter = FindDelimiter(line, tables);
  TextHeader header{.delimiter = delimiter, .names = {}, .splitter = RecordSplitter(delimiter)};
  std::vector<Record> records;
  header.used = header.splitter.Split(text, last, records, 1);
  if (records.empty() || records[0].fault != RecordFault::kNone) {
    throw Error(Fault::kData, "the header line cannot be read: a quote is not closed, or the line is too long", file + ":1",
                "Check that this is a text file with the columns' names in its first line.");
  }
  std::vector<Field> fields;
  SplitFields(records[0], delimiter, fields);
  std::string buffer;
  for (const Field& field : fields) header.names.push_back(text::PrintableUtf8(FieldValue(field, buffer), kMaxExcerpt));
  header.splitter.ExpectColumns(header.names.size());
  return header;
}

}  // namespace auspex::data
