#include "data/preview.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include "data/ingest_fixture.h"
#include "text/encoding_samples.h"

namespace auspex::data {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

class PreviewTest : public IngestTest {
 protected:
  Preview LookAt(const std::filesystem::path& path, const ColumnMapping& mapping = {}) { return PreviewFile(connection_, path, pack_, mapping); }
  Preview Look(std::string_view content, const ColumnMapping& mapping = {}) { return LookAt(Write("file.csv", content), mapping); }
  std::string LookError(std::string_view content, const ColumnMapping& mapping = {}) {
    try {
      Look(content, mapping);
    } catch (const Error& error) {
      return error.message() + " | " + error.where() + " | " + error.advice();
    }
    return "no error";
  }
  /// "column<header" of the columns found.
  std::vector<std::string> Found(const Preview& preview) const {
    std::vector<std::string> found;
    for (size_t c = 0; c < pack_.Events().columns.size(); ++c) {
      const size_t source = preview.columns.sources[c];
      if (source != HeaderMap::kAbsent) found.push_back(pack_.Events().columns[c].name + "<" + preview.headers[source]);
    }
    return found;
  }
};

TEST_F(PreviewTest, ShowsWhatAFileIsReadAs) {
  const Preview preview = Look("user_id;TIME;symbol;stay;shared;extra\na;2025-03-01;\"look;\"\"x\";1;0;e\n\nb;x\n");
  EXPECT_EQ(preview.encoding, "UTF-8");
  EXPECT_EQ(preview.delimiter, ';');
  EXPECT_THAT(preview.headers, ElementsAre("user_id", "TIME", "symbol", "stay", "shared", "extra"));
  EXPECT_THAT(Found(preview), ElementsAre("customer<user_id", "time<TIME", "symbol<symbol", "stay<stay", "shared<shared"));
  EXPECT_THAT(preview.missing, ElementsAre());
  EXPECT_THAT(preview.columns.ignored, ElementsAre("extra"));
  EXPECT_THAT(preview.rows, ElementsAre(ElementsAre("a", "2025-03-01", "look;\"x", "1", "0", "e"), ElementsAre("b", "x")));
}

TEST_F(PreviewTest, MissingColumnsAreSaidAndMendedByAMapping) {
  const std::string content = "who,when,symbol,stay,shared\na,2025-03-01,look,1,0\n";
  const Preview preview = Look(content);
  EXPECT_THAT(preview.missing, ElementsAre("customer", "time"));
  EXPECT_THAT(preview.columns.ignored, ElementsAre("who", "when"));
  const ColumnMapping mapping{{"customer", "who"}, {"time", "when"}};
  const Preview mended = Look(content, mapping);
  EXPECT_THAT(mended.missing, ElementsAre());
  EXPECT_THAT(mended.columns.ignored, ElementsAre());
  EXPECT_THAT(Found(mended), ElementsAre("customer<who", "time<when", "symbol<symbol", "stay<stay", "shared<shared"));
  Load({Write("file.csv", content)}, {.mapping = mapping});
  EXPECT_THAT(Events(), ElementsAre("a|2025-03-01 00:00:00|look|1.0|false|-|-"));
}

TEST_F(PreviewTest, AMappingWinsOverNamesAndMayLeaveAColumnOut) {
  const std::string content = "customer,time,symbol,stay,shared,visits,note,user_id\nold,2025-03-01,look,1,0,5,hello,new\n";
  const ColumnMapping mapping{{"customer", "user_id"}, {"note", "customer"}, {"visits", ""}};
  EXPECT_THAT(Found(Look(content, mapping)),
              ElementsAre("customer<user_id", "time<time", "symbol<symbol", "stay<stay", "shared<shared", "note<customer"));
  Load({Write("file.csv", content)}, {.mapping = mapping});
  EXPECT_THAT(Events(), ElementsAre("new|2025-03-01 00:00:00|look|1.0|false|-|old"));
}

TEST_F(PreviewTest, AHeaderThatIsGivenAwayIsNotFoundByItsName) {
  const ColumnMapping mapping{{"note", "time"}};
  EXPECT_THAT(Look(std::string(kSmallHeader), mapping).missing, ElementsAre("time"));
  IngestOptions options;
  options.mapping = mapping;
  try {
    Load({Write("file.csv", std::string(kSmallHeader) + "ok,2025-03-01,look,1,0,,\n")}, options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), StartsWith("the required column time is missing"));
  }
}

TEST_F(PreviewTest, MappingsThatCannotBeAreRefused) {
  const std::string content(kSmallHeader);
  EXPECT_EQ(LookError(content, {{"colour", "note"}}), "the pack has no such column to read a header into | colour | ");
  EXPECT_EQ(LookError(content, {{"note", "Note"}}), "the file has no header Note to read it from; it has customer, time, symbol, stay, shared, "
            "visits, note | note | Choose one of the file's headers.");
  EXPECT_EQ(LookError(content, {{"note", "stay"}, {"customer", "stay"}}),
            "the header stay is given to customer already | note | Choose another one.");
}

TEST_F(PreviewTest, FilesThatCannotBeLoadedCannotBeLookedAt) {
  EXPECT_THAT(LookError(""), StartsWith("the file is empty | "));
  EXPECT_THAT(LookError("alone\n1\n"), StartsWith("the header is one column, alone;"));
  EXPECT_THAT(LookError("a,b,a\n"), StartsWith("the header has the name a twice"));
  EXPECT_THAT(LookError("a,\"b\n1,2\n"), StartsWith("the header line cannot be read"));
  EXPECT_THAT(LookError("PAR1 but nothing more"), StartsWith("the Parquet file cannot be read"));
  EXPECT_THAT(LookError("\x1F\x8B cut"), StartsWith("the gzip file is damaged"));
}

TEST_F(PreviewTest, ShowsTheFirstTwentyRowsOnly) {
  std::string content(kSmallHeader);
  for (int i = 0; i < 30; ++i) content += std::to_string(i) + ",2025-03-01,look,1,0,,\n";
  const Preview preview = Look(content);
  ASSERT_EQ(preview.rows.size(), 20);
  EXPECT_EQ(preview.rows[19][0], "19");
  EXPECT_THAT(Look(kSmallHeader).rows, ElementsAre());
}

TEST_F(PreviewTest, LongRowsAreReadBeyondTheFirstMegabyte) {
  std::string content(kSmallHeader);
  for (int i = 0; i < 4; ++i) content += std::to_string(i) + ",2025-03-01,look,1,0,," + std::string(400'000, 'x') + "\n";
  const Preview preview = Look(content);
  ASSERT_EQ(preview.rows.size(), 4);
  EXPECT_EQ(preview.rows[3][0], "3");
  EXPECT_LE(preview.rows[3][6].size(), 203);
}

TEST_F(PreviewTest, ReadsTheBeginningOnly) {
  // A gzip file whose end is missing: whoever read it whole would find that out.
  std::string content(kSmallHeader);
  uint64_t noise = 1;
  while (content.size() < (20 << 20)) content += std::to_string(noise = noise * 6364136223846793005u + 1) + ",2025-03-01,look,1,0,,\n";
  const auto path = folder_ / "cut.csv.gz";
  const gzFile out = ::gzopen(path.c_str(), "wb1");
  ::gzwrite(out, content.data(), static_cast<unsigned>(content.size()));
  ::gzclose(out);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1000);
  EXPECT_EQ(LookAt(path).rows.size(), 20);
  EXPECT_THAT(ErrorOf({path}), StartsWith("the gzip file is cut off"));
}

TEST_F(PreviewTest, BytesThatAreNoTextComeAsText) {
  const Preview preview = Look(std::string(kSmallHeader) + "a,2025-03-01,look,1,0,,\"a\xFF\xFE\nb\"\n\"never closed,\n");
  ASSERT_EQ(preview.rows.size(), 2);
  EXPECT_EQ(preview.rows[0][6], "a\\xFF\\xFE\\x0Ab");
  EXPECT_THAT(preview.rows[1], ElementsAre("\"never closed,"));
}

TEST_F(PreviewTest, EncodingsAreTold) {
  const auto file = [](std::string_view text) {
    return std::string(kSmallHeader) + "a,2025-03-01,look,1,0,,\nb,2025-03-01," + std::string(text);
  };
  const Preview big5 = Look(file(text::samples::kTraditionalBig5)), gb = Look(file(text::samples::kSimplifiedGb18030));
  EXPECT_EQ(big5.encoding, "Big5");
  EXPECT_EQ(gb.encoding, "GB18030");
  EXPECT_EQ(big5.rows[1][2], "完成網路投保");
  EXPECT_EQ(gb.rows[1][2], "完成网络购买");
  std::string utf16 = "\xFF\xFE";
  for (const char c : file("look\n")) utf16 += {c, '\0'};
  EXPECT_EQ(Look(utf16).encoding, "UTF-16LE");
  EXPECT_EQ(Look(utf16).rows[1][2], "look");
  EXPECT_EQ(Look("\xEF\xBB\xBF" + file("look\n")).headers[0], "customer");
}

TEST_F(PreviewTest, ACharacterCutAtTheEndOfTheBeginningDoesNotChangeTheEncoding) {
  std::string content(kSmallHeader);
  while (content.size() < (4 << 20)) content += "a,2025-03-01,look,1,0,,\n";
  content.resize((4 << 20) - 1);
  content += "顧\n";
  EXPECT_EQ(Look(content).encoding, "UTF-8");
}

TEST_F(PreviewTest, LooksIntoParquet) {
  const auto path = folder_ / "a[1]*?.parquet";
  connection_.Run("COPY (SELECT 'c' || i AS \"客戶編號\", TIMESTAMP '2025-03-01' AS event_time, 'look' AS symbol, 1.5 AS stay, true AS shared, "
                  "NULL::VARCHAR AS n FROM range(30) t(i)) TO '" + path.string() + "' (FORMAT parquet)");
  const Preview preview = LookAt(path, {{"note", "n"}});
  EXPECT_EQ(preview.encoding, "Parquet");
  EXPECT_EQ(preview.delimiter, 0);
  EXPECT_THAT(Found(preview), ElementsAre("customer<客戶編號", "time<event_time", "symbol<symbol", "stay<stay", "shared<shared", "note<n"));
  ASSERT_EQ(preview.rows.size(), 20);
  EXPECT_THAT(preview.rows[19], ElementsAre("c19", "2025-03-01 00:00:00", "look", "1.5", "true", ""));
  EXPECT_EQ(Load({path}, {.mapping = {{"note", "n"}}}).kept, 30);
}

TEST_F(PreviewTest, UploadedFilesAreCalledAsTheirUsersCallThem) {
  IngestOptions options;
  options.names = {"三月.csv"};
  const IngestSummary summary = Load({Write("secret.csv", std::string(kSmallHeader) + "a,2025-03-01,look,1,0,,\nb,x,look,1,0,,\n")}, options);
  EXPECT_EQ(summary.files[0].file, "三月.csv");
  EXPECT_THAT(Rows("SELECT file FROM loads UNION ALL SELECT file FROM rejects"), ElementsAre("三月.csv", "三月.csv"));
  try {
    Load({Write("secret.csv", std::string(kSmallHeader) + "b,x,look,1,0,,\n")}, options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "none of the 1 rows can be used: 1 row time: not a time (first at 三月.csv:2)");
    EXPECT_EQ(error.where(), "三月.csv");
  }
  try {
    Load({folder_ / "gone.csv"}, options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.where(), "三月.csv");
  }
}

}  // namespace
}  // namespace auspex::data
