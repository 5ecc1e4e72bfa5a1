#include "data/csv.h"

#include <algorithm>
#include <cstring>

namespace auspex::data {
namespace {

constexpr size_t kNone = std::string_view::npos;

/// First place of `byte` at or after `at`; block.size() if there is none.
size_t Find(std::string_view block, char byte, size_t at) {
  if (at >= block.size()) return block.size();
  const void* found = std::memchr(block.data() + at, byte, block.size() - at);
  return found == nullptr ? block.size() : static_cast<size_t>(static_cast<const char*>(found) - block.data());
}

bool EndsLine(char c) { return c == '\n' || c == '\r'; }

/// Bytes of the line end at `at` (LF, CR or CRLF).
size_t LineEndLength(std::string_view block, size_t at) {
  return block[at] == '\r' && at + 1 < block.size() && block[at + 1] == '\n' ? 2 : 1;
}

/// Place of the quote that closes the field whose first byte after the opening quote is `at`; kNone if none within
/// `limit`.
size_t ClosingQuote(std::string_view block, size_t at, size_t limit) {
  const std::string_view seen = block.substr(0, limit);
  for (;;) {
    const size_t quote = Find(seen, '"', at);
    if (quote == seen.size()) return kNone;
    if (quote + 1 >= block.size() || block[quote + 1] != '"') return quote;
    at = quote + 2;
  }
}

uint64_t CountLines(std::string_view text) {
  uint64_t lines = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (EndsLine(text[i])) ++lines, i += LineEndLength(text, i) - 1;
  }
  return lines;
}

}  // namespace

/// Where a record ends: `end` is the place of its line end (or of the end of the text).
struct RecordSplitter::Found {
  size_t end = 0;
  bool quoted = false;
  RecordFault fault = RecordFault::kNone;
  uint32_t fields = 1;
};

size_t RecordSplitter::LineEnd(std::string_view block, size_t at) {
  if (lf_ < at) lf_ = Find(block, '\n', at);
  if (cr_ < at) cr_ = Find(block, '\r', at);
  return std::min(lf_, cr_);
}

/// Looks for the end of the record at `at`; false if the block ends before that is known.
bool RecordSplitter::FindEnd(std::string_view block, size_t at, bool last, Found& found) {
  found.end = LineEnd(block, at);
  if (quote_ < at) quote_ = Find(block, '"', at);
  found.quoted = quote_ < found.end;
  if (found.quoted) return FindQuotedEnd(block, at, last, found);
  return found.end < block.size() || last;
}

bool RecordSplitter::FindQuotedEnd(std::string_view block, size_t at, bool last, Found& found) const {
  // No further than the longest record, so that what is found does not depend on how the text was cut into blocks.
  const size_t most = at + kMaxRecord + 2;
  if (most < block.size()) block = block.substr(0, most), last = false;
  for (;;) {
    if (at < block.size() && block[at] == '"') {
      const size_t limit = std::min(block.size(), at + 1 + kMaxField);
      const size_t quote = ClosingQuote(block, at + 1, limit);
      if (quote == kNone && limit == block.size() && !last && block.size() - at <= kMaxField) return false;
      if (quote == kNone) return found.fault = RecordFault::kQuoteNeverClosed, true;
      at = quote + 1;
      if (at == block.size() && !last) return false;
      if (at < block.size() && block[at] != delimiter_ && !EndsLine(block[at])) {
        return found.fault = RecordFault::kTextAfterQuote, true;
      }
    } else {
      while (at < block.size() && block[at] != delimiter_ && !EndsLine(block[at])) ++at;
    }
    if (at == block.size()) return found.end = at, last;
    if (EndsLine(block[at])) return found.end = at, true;
    ++at, ++found.fields;
  }
}

/// Moves `at` behind the next line end; false if the block ends before.
bool RecordSplitter::SkipLine(std::string_view block, bool last, size_t& at) {
  const size_t end = LineEnd(block, at);
  if (end == block.size() || (end + 1 == block.size() && block[end] == '\r' && !last)) {
    skipping_ = !last;
    at = last ? block.size() : end;
    return false;
  }
  skipping_ = false;
  at = end + LineEndLength(block, end);
  ++line_;
  return true;
}

size_t RecordSplitter::Split(std::string_view block, bool last, std::vector<Record>& records, size_t most) {
  size_t at = 0;
  const size_t before = records.size();
  quote_ = Find(block, '"', 0), cr_ = Find(block, '\r', 0), lf_ = Find(block, '\n', 0);
  while (at < block.size() && (skipping_ || records.size() - before < most)) {
    if (skipping_) {
      if (!SkipLine(block, last, at)) break;
      continue;
    }
    Found found;
    if (!FindEnd(block, at, last, found)) {
      if (block.size() - at <= kMaxRecord + 1) break;
      found.fault = RecordFault::kTooLong;
    } else if (found.fault == RecordFault::kNone && found.end - at > kMaxRecord) {
      found.fault = RecordFault::kTooLong;
    }
    if (found.fault == RecordFault::kNone) {
      // A CR at the end of the block may be half of a CRLF.
      if (found.end + 1 == block.size() && block[found.end] == '\r' && !last) break;
      if (TakeRecord(block, at, found, records)) continue;
    }
    const size_t end = LineEnd(block, at);
    records.push_back({.text = block.substr(at, end - at), .line = line_, .fields = found.fields, .fault = found.fault, .quoted = found.quoted});
    skipping_ = true;
  }
  return at;
}

/// Takes the record found at `at` and moves behind it; false, with a fault, if its lines do not make one record.
bool RecordSplitter::TakeRecord(std::string_view block, size_t& at, Found& found, std::vector<Record>& records) {
  const std::string_view text = block.substr(at, found.end - at);
  const uint64_t inner = found.quoted ? CountLines(text) : 0;
  if (inner > 0 && columns_ != 0 && found.fields != columns_) return found.fault = RecordFault::kWrongFields, false;
  if (!text.empty()) records.push_back({.text = text, .line = line_, .quoted = found.quoted});
  const bool ended = found.end < block.size();
  at = found.end + (ended ? LineEndLength(block, found.end) : 0);
  line_ += inner + ended;
  return true;
}

namespace {

/// Splits a record without quotes. Records of a file have as many fields as the one before: its places are taken again.
void SplitPlainFields(std::string_view text, char delimiter, std::vector<Field>& fields) {
  size_t at = 0, count = 0;
  for (;;) {
    const size_t end = Find(text, delimiter, at);
    if (count == fields.size()) fields.resize(std::max<size_t>(16, 2 * count));
    fields[count++] = {{text.data() + at, end - at}, false};
    if (end == text.size()) break;
    at = end + 1;
  }
  fields.resize(count);
}

}  // namespace

void SplitFields(const Record& record, char delimiter, std::vector<Field>& fields) {
  const std::string_view text = record.text;
  if (!record.quoted) return SplitPlainFields(text, delimiter, fields);
  fields.clear();
  size_t at = 0;
  for (;;) {
    size_t end;
    if (at < text.size() && text[at] == '"') {
      const size_t quote = std::min(text.size(), ClosingQuote(text, at + 1, text.size()));
      const std::string_view inside = text.substr(at + 1, quote - at - 1);
      fields.push_back({inside, inside.find('"') != kNone});
      end = std::min(text.size(), quote + 1);
    } else {
      end = Find(text, delimiter, at);
      fields.push_back({text.substr(at, end - at), false});
    }
    if (end == text.size()) return;
    at = end + 1;
  }
}

std::string_view FieldValue(const Field& field, std::string& buffer) {
  if (!field.doubled) return field.text;
  buffer.clear();
  for (size_t i = 0; i < field.text.size(); ++i) {
    buffer += field.text[i];
    i += field.text[i] == '"';
  }
  return buffer;
}

}  // namespace auspex::data
