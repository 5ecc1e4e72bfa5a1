#pragma once
// Records of RFC 4180 text (https://www.rfc-editor.org/rfc/rfc4180): where they begin and end, and their fields. Beyond
// the RFC: any one-byte delimiter; LF, CRLF or CR; empty lines are skipped; a quote inside a field that does not begin
// with one is a character like any other.
//
// Nothing in a file makes more than its own rows unreadable. A quoted field that does not close within kMaxField bytes
// or before the end, a closing quote with text behind it, and a record over several lines with a wrong number of fields
// (the sign of a quote too many) fault the record's first line only: reading resumes at the next line.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace auspex::data {

constexpr size_t kMaxField = 1 << 20;   ///< bytes of the longest field
constexpr size_t kMaxRecord = 4 << 20;  ///< bytes of the longest record

enum class RecordFault : uint8_t {
  kNone,
  kQuoteNeverClosed,
  kTextAfterQuote,
  kWrongFields,  ///< of a record over several lines; `fields` says how many
  kTooLong,
};

/// A record in the text it was found in, without its line end.
struct Record {
  std::string_view text;  ///< of a faulty record its first line, or the beginning of it
  uint64_t line = 1;      ///< of its first byte; the file's first line is 1
  uint32_t fields = 0;    ///< of kWrongFields
  RecordFault fault = RecordFault::kNone;
  bool quoted = false;    ///< a quote occurs in it
};

/// Finds records in a stream of text that is given block by block. Only this part is serial, so it looks at bytes with
/// memchr and at single ones only where there are quotes.
class RecordSplitter {
 public:
  /// `columns` is the number of fields that records should have; 0 if not known.
  explicit RecordSplitter(char delimiter, size_t columns = 0) : delimiter_(delimiter), columns_(columns) {}

  /// Appends the records of `block`, at most `most` of them, and returns how many bytes they took; what is left must
  /// begin the next block. `last`: nothing follows. Takes at least one byte of a block of kMaxRecord + 2 bytes.
  size_t Split(std::string_view block, bool last, std::vector<Record>& records, size_t most = static_cast<size_t>(-1));
  /// From now on records should have `columns` fields.
  void ExpectColumns(size_t columns) { columns_ = columns; }

 private:
  struct Found;
  bool FindEnd(std::string_view block, size_t at, bool last, Found& found);
  bool FindQuotedEnd(std::string_view block, size_t at, bool last, Found& found) const;
  bool TakeRecord(std::string_view block, size_t& at, Found& found, std::vector<Record>& records);
  size_t LineEnd(std::string_view block, size_t at);
  bool SkipLine(std::string_view block, bool last, size_t& at);

  char delimiter_;
  size_t columns_;
  uint64_t line_ = 1;
  bool skipping_ = false;         // inside the rest of a line whose record was faulted already
  size_t quote_ = 0, cr_ = 0, lf_ = 0;  // next places of these bytes in the current block
};

/// A field as it stands in the text.
struct Field {
  std::string_view text;  ///< without the quotes around it
  bool doubled = false;   ///< doubled quotes stand for single ones
};

/// Splits a record without fault.
void SplitFields(const Record& record, char delimiter, std::vector<Field>& fields);
/// The field's value; `buffer` holds it where it differs from the text.
std::string_view FieldValue(const Field& field, std::string& buffer);

}  // namespace auspex::data
