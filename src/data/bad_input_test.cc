// Every kind of bad input, and what a person is told about it.
#include <gmock/gmock.h>

#include "data/ingest_fixture.h"
#include "text/encoding_samples.h"
#include "text/utf8.h"

namespace auspex::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

const std::string kHead(kSmallHeader);
const std::string kGood = "ok,2025-03-01,look,1,0,,\n";

TEST_F(IngestTest, AMissingColumnIsNamedWithWhatTheFileHas) {
  const std::string error = ErrorOf("customer,tiem,symbol,stay,shared\na,2025-03-01,look,1,0\n");
  EXPECT_THAT(error, StartsWith("the required column time is missing; the header has customer, tiem, symbol, stay, shared | "));
  EXPECT_THAT(error, HasSubstr("file.csv:1 | The header may call it time, event_time; did you mean tiem by it?"));
}

TEST_F(IngestTest, EmptyFilesAreRefused) {
  for (const char* content : {"", "\n\r\n", "\xEF\xBB\xBF"}) EXPECT_THAT(ErrorOf(content), StartsWith("the file is empty | "));
}

TEST_F(IngestTest, AHeaderAloneIsRefused) {
  EXPECT_THAT(ErrorOf(kHead), StartsWith("the file has no data rows, only a header | "));
  EXPECT_THAT(ErrorOf(kHead + "\n\n"), StartsWith("the file has no data rows"));
  EXPECT_THAT(ErrorOf("customer,time,symbol,stay,shared"), StartsWith("the file has no data rows"));
}

TEST_F(IngestTest, AFileOfWhichNothingCanBeUsedIsRefusedWithTheReasons) {
  const std::string error = ErrorOf(kHead + "a,x,look,1,0,,\na,y,look,1,0,,\na,2025-03-01,look,-1,0,,\n");
  EXPECT_THAT(error, StartsWith("none of the 3 rows can be used: 2 rows time: not a time (first at "));
  EXPECT_THAT(error, HasSubstr("file.csv:2); 1 row stay: less than 0 (first at "));
  EXPECT_EQ(connection_.Integer("SELECT count(*) FROM duckdb_tables() WHERE table_name IN ('events', 'rejects')"), 0);
}

TEST_F(IngestTest, OneBadFileOfSeveralLoadsNothing) {
  ErrorOf({Write("1.csv", kHead + kGood), Write("2.csv", "")});
  EXPECT_EQ(connection_.Integer("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'events'"), 0);
}

TEST_F(IngestTest, AnUnknownDelimiterIsRefused) {
  EXPECT_THAT(ErrorOf("customer:time:symbol\na:b:c\n"),
              StartsWith("the header is one column, customer:time:symbol; comma, tab, semicolon and pipe were tried as the delimiter"));
}

TEST_F(IngestTest, DoubleHeaderNamesAreRefused) {
  EXPECT_THAT(ErrorOf("customer,time,symbol,stay,Time ,shared\na,b,c,d,e,f\n"), StartsWith("the header has the name Time  twice, as columns 2 and 5 | "));
}

TEST_F(IngestTest, AnUnreadableHeaderIsRefused) {
  EXPECT_THAT(ErrorOf("customer,\"time,symbol\n" + kGood), StartsWith("the header line cannot be read"));
}

TEST_F(IngestTest, FilesThatAreNotThereOrFoldersAreWrongUse) {
  EXPECT_THAT(ErrorOf({folder_ / "none.csv"}, Fault::kUsage), StartsWith("there is no such file | "));
  EXPECT_THAT(ErrorOf({folder_}, Fault::kUsage), StartsWith("this is a folder, not a file | "));
}

TEST_F(IngestTest, DamagedContainersAreRefused) {
  // Python: gzip.compress(b'...')[:20] and a gzip header with rubbish behind it.
  EXPECT_THAT(ErrorOf(std::string_view("\x1F\x8B\x08\0\0\0\0\0\0\x03K\xCC\xD4I\xD2I", 16)), StartsWith("the gzip file is cut off | "));
  EXPECT_THAT(ErrorOf(std::string_view("\x1F\x8B\x08\0\0\0\0\0\0\x03\xFF\xFF\xFF\xFF\xFF\xFF", 16)), StartsWith("the gzip file is damaged | "));
  EXPECT_THAT(ErrorOf("PAR1 and then nothing of the kind"), StartsWith("the Parquet file cannot be read: "));
}

TEST_F(IngestTest, ATableOfAnotherPackIsNotMixedIn) {
  connection_.Run("CREATE TABLE events (load_id INTEGER, other VARCHAR)");
  EXPECT_THAT(ErrorOf({Write("f.csv", kHead + kGood)}, Fault::kUsage), StartsWith("the table events has the columns load_id INTEGER, other VARCHAR, but"));
}

TEST_F(IngestTest, ContentCountsNotTheSuffix) { EXPECT_EQ(Load({Write("x.dat", kHead + kGood)}).kept, 1u); }

TEST_F(IngestTest, EachValueIsRejectedForItsReason) {
  Load(kHead + kGood + ",2025-03-01,look,1,0,,\na,\"  \",look,1,0,,\na,1900-01-01,look,1,0,,\na,2200-01-01,look,1,0,,\na,2025-02-30,look,1,0,,\n" +
       "a,2025-03-01,look,-0.5,0,,\na,2025-03-01,look,1e9,0,,\na,2025-03-01,look,NaN,0,,\na,2025-03-01,look,,0,,\na,2025-03-01,look,1,5,,\n" +
       "a,2025-03-01,look,1,0,2.5,\na,2025-03-01,look,1,0,-1,\n");
  EXPECT_THAT(Rejects(), ElementsAre("3|customer|empty|", "4|time|empty|  ", "5|time|year outside 1970 to 2100|1900-01-01",
                                     "6|time|year outside 1970 to 2100|2200-01-01", "7|time|not a time|2025-02-30", "8|stay|less than 0|-0.5",
                                     "9|stay|more than 86400|1e9", "10|stay|not a number|NaN", "11|stay|empty|", "12|shared|neither yes nor no|5",
                                     "13|visits|not a whole number|2.5", "14|visits|less than 0|-1"));
  EXPECT_EQ(Events().size(), 1u);
}

TEST_F(IngestTest, AWrongNumberOfFieldsSaysBothNumbers) {
  Load(kHead + kGood + "a,2025-03-01\n" + "a,2025-03-01,look,1,0,,,more\n");
  EXPECT_THAT(Rejects(), ElementsAre("3|-|2 fields where the header has 7|a,2025-03-01", "4|-|8 fields where the header has 7|a,2025-03-01,look,1,0,,,more"));
}

TEST_F(IngestTest, AQuoteThatNeverClosesTakesNothingAlong) {
  const auto summary = Load(kHead + "a,\"2025-03-01,look,1,0,,\n" + kGood + "ok2,2025-03-01,look,1,0,,\n");
  EXPECT_EQ(summary.kept, 2u);
  EXPECT_THAT(Rejects(), ElementsAre("2|-|quote never closed|a,\"2025-03-01,look,1,0,,"));
}

TEST_F(IngestTest, AQuoteThatClosesInAnotherRowTakesNothingAlong) {
  // The first record ends with the quote of the third line, but then has 3 fields.
  const auto summary = Load(kHead + "a,\"2025-03-01,look,1,0,,\n" + kGood + "ok2,2025-03-01,look,1,0,,\"\n" + "ok3,2025-03-01,look,1,0,,\"x\"\n");
  EXPECT_EQ(summary.read, 4u);
  EXPECT_EQ(summary.kept, 2u);
  EXPECT_THAT(Rejects(), ElementsAre(StartsWith("2|-|2 fields where"), StartsWith("4|-|text after")));
}

TEST_F(IngestTest, NulBytesRejectTheirRow) {
  Load(kHead + kGood + std::string("a\0b,2025-03-01,look,1,0,,\n", 26) + std::string("a,2025-03-01,look,1,0,,\0\n", 25));
  EXPECT_THAT(Rejects(), ElementsAre("3|customer|NUL byte|a\\x00b", "4|note|NUL byte|\\x00"));
}

TEST_F(IngestTest, AHugeFieldRejectsItsRow) {
  const std::string huge(10'000'000, 'x');
  const auto summary = Load(kHead + "a,2025-03-01,look,1,0,," + huge + "\n" + kGood + "b,2025-03-01,look,1,0,,\"" + huge + "\"\n" +
                            "c,2025-03-01,look,1,0,," + huge.substr(0, 1'500'000) + "\nok2,2025-03-01,look,1,0,," + huge.substr(0, 1'000'000) + "\n");
  EXPECT_EQ(summary.kept, 2u);
  EXPECT_THAT(Rows("SELECT line, column_name, reason, length(value) FROM rejects ORDER BY line"),
              ElementsAre("2|note|longer than 1 MiB|200", "4|-|quote never closed|200", "5|note|longer than 1 MiB|200"));
}

TEST_F(IngestTest, MixedEncodingsRejectTheForeignRows) {
  std::string file = kHead;
  for (int i = 0; i < 5; ++i) file += "ok" + std::to_string(i) + ",2025-03-01,look,1,0,,客戶\n";
  file += "a,2025-03-01,look,1,0,,\xAB\xC8\xA4\xE1\n";
  Load(file);
  // C8 A4 happens to be a character of UTF-8, so it is shown as such.
  EXPECT_THAT(Rejects(), ElementsAre("7|note|not valid UTF-8|\\xAB\xC8\xA4\\xE1"));
  EXPECT_EQ(Events().size(), 5u);
}

TEST_F(IngestTest, BadBytesInBig5AreNamedAsSuch) {
  std::string file = kHead;
  for (int i = 0; i < 5; ++i) file += "ok" + std::to_string(i) + ",2025-03-01,look,1,0,,\xAB\xC8\xA4\xE1\n";
  Load(file + "a,2025-03-01,look,1,0,,\xAB\n" + "b,2025-03-01,look,1,0,,客戶的備註\n");
  EXPECT_THAT(Rejects(), ElementsAre("7|note|not valid Big5|\\xFF", testing::AllOf(StartsWith("8|note|not valid Big5|"), HasSubstr("客戶"))));
}

}  // namespace
}  // namespace auspex::data
