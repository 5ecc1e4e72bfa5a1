// What loading makes of good files. What it makes of bad ones is in bad_input_test.cc.
#include "data/ingest.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include <csignal>

#include "base/random.h"
#include "base/threads.h"
#include "data/ingest_fixture.h"
#include "data/pseudonym.h"
#include "text/encoding_samples.h"

namespace auspex::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
namespace samples = text::samples;

constexpr std::string_view kTwoRows =
    "a,2025-03-01 12:03:11,look,1.5,0,3,\nb,2025-03-01T04:03:12.5Z,buy,2,yes,,\"hi, \"\"you\"\"\"\n";

std::string Gzip(std::string_view text) {
  std::string out(compressBound(text.size()) + 64, '\0');
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data())), stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data()), stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST_F(IngestTest, ValuesAreTypedAndZonesBecomeLocalTime) {
  const auto summary = Load(std::string(kSmallHeader) + std::string(kTwoRows));
  EXPECT_THAT(Events(), ElementsAre("a|2025-03-01 12:03:11|look|1.5|false|3|-", "b|2025-03-01 12:03:12.5|buy|2.0|true|-|hi, \"you\""));
  EXPECT_EQ(summary.kept, 2u);
  EXPECT_EQ(summary.customers, 2u);
  EXPECT_EQ(FormatTime(summary.from), "2025-03-01 12:03:11");
  EXPECT_THAT(Rows("SELECT load_id, read, kept, rejected, duplicates, encoding, CAST(last_time AS VARCHAR) FROM loads"),
              ElementsAre("1|2|2|0|0|UTF-8|2025-03-01 12:03:12.5"));
}

TEST_F(IngestTest, ColumnsMayComeInAnyOrderUnderOtherNamesBesideOthers) {
  const auto summary = Load("Extra;STAY; Symbol ;客戶編號;ｅｖｅｎｔ＿ｔｉｍｅ;shared\nx;3;look;a;2025/3/1;1\n");
  EXPECT_THAT(Events(), ElementsAre("a|2025-03-01 00:00:00|look|3.0|true|-|-"));
  EXPECT_THAT(summary.files[0].ignored_columns, ElementsAre("Extra"));
  EXPECT_EQ(summary.files[0].delimiter, ';');
}

TEST_F(IngestTest, TheExactNameWinsOverAliases) {
  Load("user_id,customer,time,symbol,stay,shared\nalias,exact,2025-03-01,look,1,0\n");
  EXPECT_THAT(Rows("SELECT customer FROM events"), ElementsAre("exact"));
}

TEST_F(IngestTest, IdsMayHoldAnything) {
  Load(std::string(kSmallHeader) + "\"a,\"\"b\"\"\nc\",2025-03-01,look,1,0,,\n\U0001F600 x,2025-03-02,look,1,0,,\n");
  EXPECT_THAT(Rows("SELECT customer FROM events ORDER BY rowid"), ElementsAre("a,\"b\"\nc", "\U0001F600 x"));
}

TEST_F(IngestTest, EveryEncodingAndContainerGivesTheSameRows) {
  const std::string start(kSmallHeader), row = "c1,2025-03-01 00:00:00,look,1,0,,";
  const std::string utf8 = start + row + "客戶\n";
  const auto wide = [&](bool big, bool mark) {
    std::u16string text = u"\uFEFF";
    if (!mark) text.clear();
    for (const char c : start + row) text += static_cast<char16_t>(c);
    text += u"客戶\n";
    std::string out;
    for (const char16_t unit : text) {
      const char bytes[2] = {static_cast<char>(unit >> 8), static_cast<char>(unit & 0xFF)};
      out += bytes[big ? 0 : 1], out += bytes[big ? 1 : 0];
    }
    return out;
  };
  std::string tabs = utf8;
  std::ranges::replace(tabs, ',', '\t');
  const std::pair<std::string, std::string> cases[] = {
      {utf8, "UTF-8"}, {"\xEF\xBB\xBF" + utf8, "UTF-8"}, {tabs, "UTF-8"}, {Gzip(utf8), "UTF-8"}, {Gzip(start) + Gzip(row + "客戶\n"), "UTF-8"},
      {wide(false, true), "UTF-16LE"}, {wide(true, true), "UTF-16BE"}, {wide(false, false), "UTF-16LE"}, {wide(true, false), "UTF-16BE"},
      {start + row + "\xAB\xC8\xA4\xE1\n", "Big5"},      // Python: '客戶'.encode('cp950')
      {start + row + "\xBF\xCD\x91\xF4\n", "GB18030"}};  // Python: '客戶'.encode('gb18030')
  for (const auto& [content, encoding] : cases) {
    const auto summary = Load(content);
    EXPECT_EQ(summary.files[0].encoding, encoding);
    EXPECT_THAT(Events(), ElementsAre("c1|2025-03-01 00:00:00|look|1.0|false|-|客戶")) << encoding;
    connection_.Run("DELETE FROM events; DELETE FROM loads");
  }
}

TEST_F(IngestTest, AnEncodingIsFoundHoweverLateItShows) {
  std::string file(kSmallHeader);
  for (int i = 0; file.size() < 6'000'000; ++i) file += std::to_string(i) + ",2025-03-01,look,1,0,,plain\n";
  file += "z,2025-03-01,look,1,0,,\"" + std::string(samples::kTraditionalBig5.substr(0, samples::kTraditionalBig5.size() - 1)) + "\"\n";
  EXPECT_EQ(Load(file).files[0].encoding, "Big5");
  EXPECT_THAT(Rows("SELECT note FROM events WHERE customer = 'z'"), ElementsAre(samples::kTraditional.substr(0, samples::kTraditional.size() - 1)));
}

TEST_F(IngestTest, ParquetIsCheckedLikeText) {
  const std::string file = (folder_ / "x.parquet").string();
  connection_.Run("COPY (SELECT 'c' || i AS customer, TIMESTAMP '2025-03-01 10:00:00' + to_seconds(i) AS time, 'look' AS symbol, "
                  "CASE WHEN i = 2 THEN -1.0 ELSE 0.5 END AS stay, i % 2 = 0 AS shared, i AS visits FROM range(4) t(i)) TO '" + file + "'");
  const auto summary = Load(std::vector<std::filesystem::path>{file});
  EXPECT_EQ(summary.files[0].encoding, "Parquet");
  EXPECT_THAT(Events(), ElementsAre("c0|2025-03-01 10:00:00|look|0.5|true|0|-", "c1|2025-03-01 10:00:01|look|0.5|false|1|-",
                                    "c3|2025-03-01 10:00:03|look|0.5|false|3|-"));
  EXPECT_THAT(Rejects(), ElementsAre("3|stay|less than 0|-1.0"));
}

TEST_F(IngestTest, TheSameContentIsLoadedOnce) {
  const std::string content = std::string(kSmallHeader) + std::string(kTwoRows);
  Load(content);
  const auto again = Load({Write("other.csv.gz", Gzip(content)), Write("copy.csv", content)});
  EXPECT_TRUE(again.files[0].loaded_before);
  EXPECT_TRUE(again.files[1].loaded_before);
  EXPECT_THAT(Describe(again, pack_), HasSubstr("copy.csv: loaded before, skipped"));
  EXPECT_EQ(Events().size(), 2u);
  EXPECT_EQ(Rows("SELECT * FROM loads").size(), 1u);
}

TEST_F(IngestTest, DuplicatesWithinAndAcrossFilesAndLoadsAreDropped) {
  const std::string header(kSmallHeader), x = "x,2025-03-01,look,1,0,,\n", y = "y,2025-03-01,look,1,0,,\n", z = "z,2025-03-03,look,1,0,7,n\n";
  const auto first = Load({Write("1.csv", header + x + y + x), Write("2.csv", header + z + y + "y,2025-03-01,look,1,1,,\n")});
  EXPECT_EQ(first.files[0].duplicates, 1u);
  EXPECT_EQ(first.files[1].duplicates, 1u);
  EXPECT_EQ(first.kept, 4u);
  const auto second = Load({Write("3.csv", header + z + "w,2025-03-02,look,1,0,,\n" + x)});
  EXPECT_EQ(second.duplicates, 2u);
  EXPECT_EQ(second.read, second.kept + second.rejected + second.duplicates);
  EXPECT_EQ(FormatTime(second.from), "2025-03-02 00:00:00");
  EXPECT_EQ(second.late, 1u);  // w is older than z of the first call
  EXPECT_THAT(Rows("SELECT load_id, customer, shared FROM events ORDER BY rowid"),
              ElementsAre("1|x|false", "1|y|false", "2|z|false", "2|y|true", "3|w|false"));
  EXPECT_EQ(Load({Write("4.csv", header + z + x)}).kept, 0u);
}

TEST_F(IngestTest, APackMayKeepEqualRows) {
  pack_.Events().drop_duplicates = false;
  const auto summary = Load(std::string(kSmallHeader) + "a,2025-03-01,look,1,0,,\na,2025-03-01,look,1,0,,\n");
  EXPECT_EQ(summary.kept, 2u);
  EXPECT_EQ(summary.duplicates, 0u);
}

TEST_F(IngestTest, SymbolsOutsideTheVocabularyAreKeptAndCounted) {
  const auto summary = Load(std::string(kSmallHeader) + "a,2025-03-01,fly,1,0,,\na,2025-03-02,buy,1,0,,\n");
  EXPECT_EQ(summary.unknown_symbols, 1u);
  EXPECT_EQ(summary.kept, 2u);
}

TEST_F(IngestTest, PseudonymsHideTheIdEverywhere) {
  IngestOptions options{.pseudonymise = true, .key = LoadOrCreateKey(folder_ / "pseudonym.key")};
  const auto mode = std::filesystem::status(folder_ / "pseudonym.key").permissions();
  EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(LoadOrCreateKey(folder_ / "pseudonym.key"), options.key);
  Load({Write("f.csv", std::string(kSmallHeader) + "secret1,2025-03-01,look,1,0,,\nsecret1,2025-03-02,buy,1,0,,\nsecret2,too,few\n"
                       "secret\xFF,2025-03-02,buy,1,0,,\nsecret3,2025-03-02,buy,\"x\"y,0,,\n")}, options);
  EXPECT_EQ(connection_.Integer("SELECT count(*) FROM events WHERE length(customer) = 32"), 2);
  EXPECT_EQ(connection_.Integer("SELECT count(DISTINCT customer) FROM events"), 1);
  EXPECT_EQ(Rejects().size(), 3u);
  EXPECT_EQ(connection_.Integer("SELECT count(*) FROM rejects WHERE value LIKE '%secret%'"), 0);
  // Python: hashlib.blake2b(b'secret1', digest_size=16, key=b'k' * 32).hexdigest()
  std::string pseudonym;
  Pseudonymiser(std::string(32, 'k')).Append("secret1", pseudonym);
  EXPECT_EQ(pseudonym, "1b0913b6155f45ac98d82949966549b8");
}

/// A file of several batches with something of everything in it.
std::string MixedFile(size_t bytes) {
  Random random(3);
  std::string file(kSmallHeader);
  while (file.size() < bytes) {
    const uint64_t kind = random.Below(1000);
    const std::string id = "customer" + std::to_string(random.Below(5000));
    if (kind == 0) file += id + ",\"never closed\n";
    else if (kind == 1) file += id + ",not a time,look,1,0,,\n";
    else if (kind == 2) file += id + ",2025-03-01,look,1,0\n";
    else if (kind == 3) file += "\"" + id + "\n\",2025-03-01,look,1,0,,\"客\"\"戶\"\r\n\n";
    else if (kind == 4) file += id + ",2025-03-01,look,1,0,,\xFF\n";
    else file += id + ",2025-03-" + std::to_string(10 + random.Below(20)) + " 10:00:00,buy," + std::to_string(random.Below(100)) + ",1," +
                 std::to_string(random.Below(9)) + ",備註" + std::to_string(random.Below(3)) + "\n";
  }
  return file;
}

TEST_F(IngestTest, TablesDoNotDependOnTheNumberOfThreads) {
  const auto file = Write("mixed.csv", MixedFile(30'000'000));
  std::vector<std::vector<std::string>> seen;
  for (const size_t threads : {1, 2, 5}) {
    SetThreads(threads);
    store::Database database({{}, threads, {}, {}});
    store::Connection connection = database.Connect();
    Progress quiet;
    const std::filesystem::path files[] = {file};
    const auto summary = Ingest(connection, pack_, files, {}, quiet);
    EXPECT_GT(summary.rejected, 1000u);
    EXPECT_GT(summary.duplicates, 500u);
    auto& dump = seen.emplace_back();
    for (const char* table : {"events", "rejects"}) {
      dump.push_back(connection.Text(std::string("SELECT count(*) || ' ' || bit_xor(hash(n, t)) FROM (SELECT row_number() OVER (ORDER BY rowid) AS n, t FROM ") +
                                     table + " t)"));
    }
    dump.push_back(Describe(summary, pack_).substr(0, Describe(summary, pack_).rfind(';')));
  }
  SetThreads(0);
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(seen[0], seen[2]);
}

/// Breaks off at the nth report of progress.
class Breaker : public Progress {
 public:
  Breaker(int calls, bool kill) : calls_(calls), kill_(kill) {}

 protected:
  void Show(bool) override {
    if (--calls_ != 0) return;
    if (kill_) std::raise(SIGKILL);
    throw Error(Fault::kCancelled, "stopped as you asked; nothing was changed");
  }

 private:
  int calls_;
  bool kill_;
};

TEST_F(IngestTest, CancellingMidwayChangesNothing) {
  Load(std::string(kSmallHeader) + std::string(kTwoRows));
  const std::vector<std::filesystem::path> files{Write("mixed.csv", MixedFile(20'000'000))};
  int cancelled = 0;
  for (int calls = 1; calls < 30; ++calls) {
    Breaker breaker(calls, false);
    try {
      Ingest(connection_, pack_, files, {}, breaker);
      break;
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::kCancelled);
      ++cancelled;
    }
    ASSERT_EQ(Events().size(), 2u);
    ASSERT_EQ(Rows("SELECT * FROM loads").size(), 1u);
    ASSERT_TRUE(Rejects().empty());
  }
  EXPECT_GT(cancelled, 5);
}

TEST_F(IngestTest, AKilledProcessLeavesTheFormerState) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  const auto small = Write("small.csv", std::string(kSmallHeader) + std::string(kTwoRows)), big = Write("mixed.csv", MixedFile(20'000'000));
  const auto load = [&](const std::filesystem::path& file, Progress& progress) {
    store::Database database({folder_ / "kill.duckdb", 0, {}, {}});
    store::Connection connection = database.Connect();
    const std::filesystem::path files[] = {file};
    Ingest(connection, pack_, files, {}, progress);
  };
  Progress quiet;
  if (!std::filesystem::exists(folder_ / "kill.duckdb")) load(small, quiet);
  Breaker breaker(8, true);
  EXPECT_EXIT(load(big, breaker), testing::KilledBySignal(SIGKILL), "");
  store::Database database({folder_ / "kill.duckdb", 0, {}, {}});
  store::Connection connection = database.Connect();
  EXPECT_EQ(connection.Integer("SELECT count(*) FROM events"), 2);
  EXPECT_EQ(connection.Integer("SELECT count(*) FROM loads"), 1);
}

TEST_F(IngestTest, TheReportSaysWhatHappenedAndWhere) {
  const auto summary = Load(std::string(kSmallHeader) + "a,2025-03-01,look,1,0,,\na,2025-03-01,look,1,0,,\na,never,look,1,0,,\nb,soon,look,1,0,,\n");
  const std::string report = Describe(summary, pack_);
  EXPECT_THAT(report, HasSubstr("(UTF-8, comma): 4 rows read, 1 kept, 2 rejected, 1 duplicates dropped"));
  EXPECT_THAT(report, HasSubstr("rejected: 2 rows time: not a time (first at file.csv:4)"));
  EXPECT_THAT(report, HasSubstr("from 2025-03-01 00:00:00 to 2025-03-01 00:00:00"));
  EXPECT_THAT(report, HasSubstr("1 customers in the workspace"));
}

TEST_F(IngestTest, TheDatabaseHasItsThreadsAgainAfterALoadAndAfterAFailure) {
  connection_.Run("SET threads = 3");
  Load(std::string(kSmallHeader) + "a,2025-03-01 10:00:00,look,1,0,,\n");
  EXPECT_EQ(connection_.Integer("SELECT current_setting('threads')"), 3);
  EXPECT_NE(ErrorOf(std::string(kSmallHeader) + "a,never,look,1,0,,\n"), "no error");
  EXPECT_EQ(connection_.Integer("SELECT current_setting('threads')"), 3);
}

}  // namespace
}  // namespace auspex::data
