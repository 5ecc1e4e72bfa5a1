#include "data/csv.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace auspex::data {
namespace {

struct PlainRecord {
  std::string text;
  uint64_t line;
  RecordFault fault;
  bool operator==(const PlainRecord&) const = default;
};

void PrintTo(const PlainRecord& r, std::ostream* out) { *out << r.line << " fault " << static_cast<int>(r.fault) << " [" << r.text << "]"; }

/// The splitter's twin: the whole text at once, character by character, after the words of data/csv.h. Small texts only
/// (no limits of length).
class PlainSplitter {
 public:
  PlainSplitter(std::string text, char delimiter, size_t columns) : text_(std::move(text)), delimiter_(delimiter), columns_(columns) {}

  std::vector<PlainRecord> Run() {
    size_t at = 0;
    while (at < text_.size()) {
      const auto [end, fault] = Walk(at);
      if (fault == RecordFault::kNone) {
        if (end > at) records_.push_back({text_.substr(at, end - at), Line(at), fault});
        at = Behind(end);
      } else {
        size_t stop = at;
        while (stop < text_.size() && !Ends(stop)) ++stop;
        records_.push_back({text_.substr(at, stop - at), Line(at), fault});
        at = Behind(stop);
      }
    }
    return records_;
  }

 private:
  bool Ends(size_t i) const { return text_[i] == '\n' || text_[i] == '\r'; }
  size_t Behind(size_t end) const {
    if (end >= text_.size()) return text_.size();
    return end + (text_[end] == '\r' && end + 1 < text_.size() && text_[end + 1] == '\n' ? 2 : 1);
  }
  uint64_t Line(size_t at) const {
    uint64_t line = 1;
    for (size_t i = 0; i < at; i = Ends(i) ? Behind(i) : i + 1) line += Ends(i);
    return line;
  }
  std::pair<size_t, RecordFault> Walk(size_t i) const {
    enum { kStart, kBare, kQuoted, kClosed } state = kStart;
    size_t fields = 1, lines = 0;
    for (; i < text_.size(); ++i) {
      const char c = text_[i];
      if (state == kQuoted) {
        if (c == '"') state = kClosed;
        if (Ends(i) && !(c == '\r' && i + 1 < text_.size() && text_[i + 1] == '\n')) ++lines;
        continue;
      }
      if (state == kClosed && c == '"') {
        state = kQuoted;
      } else if (Ends(i)) {
        break;
      } else if (c == delimiter_) {
        ++fields, state = kStart;
      } else if (state == kClosed) {
        return {i, RecordFault::kTextAfterQuote};
      } else {
        state = state == kStart && c == '"' ? kQuoted : kBare;
      }
    }
    if (state == kQuoted) return {i, RecordFault::kQuoteNeverClosed};
    if (lines > 0 && columns_ != 0 && fields != columns_) return {i, RecordFault::kWrongFields};
    return {i, RecordFault::kNone};
  }

  std::string text_;
  char delimiter_;
  size_t columns_;
  std::vector<PlainRecord> records_;
};

/// The fast splitter over blocks that grow by `piece` bytes until they hold a record, as a reader would feed it.
std::vector<PlainRecord> SplitInPieces(const std::string& text, char delimiter, size_t columns, size_t piece) {
  RecordSplitter splitter(delimiter, columns);
  std::vector<PlainRecord> out;
  std::vector<Record> records;
  size_t at = 0, size = 0;
  for (bool last = false; !last;) {
    size = std::min(text.size() - at, size + piece);
    last = at + size == text.size();
    records.clear();
    const size_t used = splitter.Split(std::string_view(text).substr(at, size), last, records);
    for (const Record& record : records) out.push_back({std::string(record.text), record.line, record.fault});
    at += used, size -= used;
  }
  return out;
}

std::vector<std::string> Values(const std::string& line, char delimiter = ',') {
  std::vector<Field> fields;
  SplitFields({.text = line, .quoted = line.find('"') != std::string::npos}, delimiter, fields);
  std::vector<std::string> values;
  std::string buffer;
  for (const Field& field : fields) values.emplace_back(FieldValue(field, buffer));
  return values;
}

TEST(Csv, AgreesWithItsPlainTwinOnRandomText) {
  static constexpr std::string_view kAlphabet = "\"\",,\n\r\nab\"";
  Random random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    const size_t length = random.Below(40);
    for (size_t i = 0; i < length; ++i) text += kAlphabet[random.Below(kAlphabet.size())];
    const size_t columns = random.Below(4);
    const auto expected = PlainSplitter(text, ',', columns).Run();
    for (const size_t piece : {size_t{1}, size_t{2}, size_t{5}, size_t{1000}}) {
      // A faulty record's text is cut where its block ended, so only its place and fault are compared.
      auto found = SplitInPieces(text, ',', columns, piece);
      ASSERT_EQ(found.size(), expected.size()) << testing::PrintToString(text) << " by " << piece;
      for (size_t i = 0; i < found.size(); ++i) {
        if (expected[i].fault != RecordFault::kNone) found[i].text = expected[i].text;
        ASSERT_EQ(found[i], expected[i]) << testing::PrintToString(text) << " by " << piece;
      }
    }
  }
}

TEST(Csv, FieldsFollowRfc4180) {
  using Strings = std::vector<std::string>;
  EXPECT_EQ(Values("a,b,c"), (Strings{"a", "b", "c"}));
  EXPECT_EQ(Values(",,"), (Strings{"", "", ""}));
  EXPECT_EQ(Values("\"a,b\",\"say \"\"hi\"\"\",\"\""), (Strings{"a,b", "say \"hi\"", ""}));
  EXPECT_EQ(Values("\"two\nlines\",x"), (Strings{"two\nlines", "x"}));
  EXPECT_EQ(Values("5\" pipe,x"), (Strings{"5\" pipe", "x"}));
  EXPECT_EQ(Values("a\tb", '\t'), (Strings{"a", "b"}));
}

TEST(Csv, EveryLineEndCountsAsOneLine) {
  for (const char* end : {"\n", "\r\n", "\r"}) {
    const std::string e(end);
    const auto found = SplitInPieces("h" + e + e + "\"a" + e + "b\"" + e + "c", ',', 1, 1000);
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[1].line, 3u);
    EXPECT_EQ(found[2].line, 5u);
  }
}

TEST(Csv, AnUnclosedQuoteCostsOneLine) {
  const auto found = SplitInPieces("1,\"open,x\n2,b,c\n3,\"d,e\",f\n4,g,h\n", ',', 3, 1000);
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(found[0].fault, RecordFault::kTextAfterQuote);
  for (size_t i = 1; i < 4; ++i) EXPECT_EQ(found[i].fault, RecordFault::kNone);
  const auto at_end = SplitInPieces("1,\"open,x\n2,b,c\n", ',', 3, 1000);
  ASSERT_EQ(at_end.size(), 2u);
  EXPECT_EQ(at_end[0].fault, RecordFault::kQuoteNeverClosed);
  EXPECT_EQ(at_end[1].text, "2,b,c");
}

TEST(Csv, AQuoteStaysOpenForAMebibyteAtMost) {
  std::string rows;
  while (rows.size() < 3 * kMaxField) rows += "1,b,c\n";
  const auto found = SplitInPieces("0,\"open,x\n" + rows, ',', 3, 8 << 20);
  EXPECT_EQ(found.size(), 1 + rows.size() / 6);
  EXPECT_EQ(found[0].fault, RecordFault::kQuoteNeverClosed);
  EXPECT_EQ(found[1].line, 2u);
}

TEST(Csv, ALineWithoutEndIsOneFaultAndIsSkippedAcrossBlocks) {
  const std::string text = "1,a\n2," + std::string(10'000'000, 'x') + "\n3,b\n";
  for (const size_t piece : {size_t{1} << 20, size_t{8} << 20, size_t{64} << 20}) {
    const auto found = SplitInPieces(text, ',', 2, piece);
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[1].fault, RecordFault::kTooLong);
    EXPECT_EQ(found[2].text, "3,b");
    EXPECT_EQ(found[2].line, 3u);
  }
}

}  // namespace
}  // namespace auspex::data
