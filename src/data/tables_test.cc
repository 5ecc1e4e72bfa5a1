// Several tables: which one a file is of, one row a key, and what is made of months and amounts.
#include <gmock/gmock.h>

#include "base/threads.h"
#include "data/ingest_fixture.h"
#include "data/load_table.h"
#include "data/preview.h"

namespace auspex::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

pack::Pack TwoTables() {
  using enum pack::ColumnType;
  const std::optional<double> none;
  pack::Pack pack;
  pack.name = "two";
  pack.utc_offset_minutes = 480;
  pack::Table people, months;
  people.name = "people", people.kind = pack::TableKind::kCustomers, people.customer = "who";
  people.columns = {{"who", kText, true, {"編號"}, none, none}, {"town", kText, false, {}, none, none}, {"opened", kDate, false, {}, none, none}};
  months.name = "months", months.kind = pack::TableKind::kPanel, months.customer = "who", months.time = "month";
  months.columns = {{"who", kText, true, {"編號"}, none, none}, {"month", kMonth, true, {"月份"}, none, none},
                    {"money", kNumber, false, {}, none, none}, {"count", kInteger, false, {}, 0.0, none}, {"seen", kTime, false, {}, none, none}};
  pack.tables = {people, months};
  return pack;
}

class TablesTest : public IngestTest {
 protected:
  TablesTest() { pack_ = TwoTables(); }
  std::vector<std::string> People() { return Rows("SELECT load_id, line, who, town, CAST(opened AS VARCHAR) FROM people ORDER BY who, rowid"); }
  std::vector<std::string> Months() { return Rows("SELECT load_id, line, who, CAST(month AS VARCHAR), CAST(money AS VARCHAR), count FROM months ORDER BY who, month, rowid"); }
};

constexpr const char* kPeople = "who,town,opened\na,X,2020-05-04\nb,Y,2020年5月4日\n";
constexpr const char* kMonths = "who,month,money,count\na,2025-03,1.5,1\na,2025年4月,\"1,204\",2\nb,202503,80.5万,3\n";

TEST_F(TablesTest, EachFileGoesIntoTheTableThatItsHeaderNames) {
  const auto summary = Load({Write("m.csv", kMonths), Write("p.csv", kPeople)});
  EXPECT_THAT(People(), ElementsAre("2|2|a|X|2020-05-04", "2|3|b|Y|2020-05-04"));
  EXPECT_THAT(Months(), ElementsAre("1|2|a|2025-03-01|1.5|1", "1|3|a|2025-04-01|1204.0|2", "1|4|b|2025-03-01|805000.0|3"));
  EXPECT_EQ(summary.customers, 2u);
  EXPECT_EQ(summary.files[0].table, "months");
  EXPECT_EQ(FormatTime(summary.files[0].to), "2025-04-01 00:00:00");
  EXPECT_FALSE(summary.files[1].has_period);
  EXPECT_THAT(Rows("SELECT table_name, replaced, array_to_string(spellings, '; '), CAST(first_time AS VARCHAR) FROM loads ORDER BY load_id"),
              ElementsAre("months|0|1 amount with commas between thousands read without them; 1 amount with 万 read as × 10,000; "
                          "1 date in Chinese form (2025年3月) read|2025-03-01 00:00:00",
                          "people|0|1 date in Chinese form (2025年3月) read|-"));
  const std::string report = Describe(summary, pack_);
  EXPECT_THAT(report, HasSubstr("p.csv (UTF-8, comma): 2 rows read, 2 kept, 0 rejected, 0 duplicates dropped; table people"));
  EXPECT_THAT(report, HasSubstr("  1 amount with 万 read as × 10,000\n"));
}

TEST_F(TablesTest, OneCallAndTwoCallsInEitherOrderGiveTheSameRows) {
  const auto content = [&] { return Rows("SELECT who, town, CAST(opened AS VARCHAR) FROM people ORDER BY ALL") ; };
  const auto months = [&] { return Rows("SELECT who, CAST(month AS VARCHAR), money, count FROM months ORDER BY ALL"); };
  Load({Write("p.csv", kPeople), Write("m.csv", kMonths)});
  const auto people_at_once = content(), months_at_once = months();
  for (const auto& order : {std::array{"p.csv", "m.csv"}, std::array{"m.csv", "p.csv"}}) {
    connection_.Run("DROP TABLE people; DROP TABLE months; DROP TABLE loads; DROP TABLE rejects");
    for (const char* name : order) Load({folder_ / name});
    EXPECT_EQ(content(), people_at_once);
    EXPECT_EQ(months(), months_at_once);
  }
}

TEST_F(TablesTest, AFileOfNoTableIsToldWhatEachOneMisses) {
  EXPECT_EQ(ErrorOf("month,money\n2025-03,1\n"),
            "the file is of none of the pack's tables, each of which asks for columns that it has not: months (who); people (who) | " + (folder_ / "file.csv").string() +
                ":1 | Rename its headers, or say which table it is with --table (people, months).");
  EXPECT_THAT(Rows("SELECT table_name FROM duckdb_tables()"), ElementsAre());
}

TEST_F(TablesTest, AFileThatFitsTwoTablesEquallyWellIsRefusedUntilTheUserSays) {
  pack_.tables[1].columns[1].required = false;  // a panel's month is required; this pack is only for the header
  EXPECT_THAT(ErrorOf("who,else\na,1\n"), HasSubstr("the file fits the tables people and months equally well"));
  IngestOptions options;
  options.table = "people";
  EXPECT_EQ(Load({Write("w.csv", "who,else\na,1\n")}, options).files[0].table, "people");
}

TEST_F(TablesTest, AnUnknownTableIsRefused) {
  IngestOptions options;
  options.table = "poeple";
  try {
    Load({Write("p.csv", kPeople)}, options);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage);
    EXPECT_EQ(error.message(), "the pack two has no table poeple");
    EXPECT_EQ(error.advice(), "Its tables are people, months.");
  }
}

TEST_F(TablesTest, TheNamedTableWinsOverTheHeader) {
  IngestOptions options;
  options.table = "people";
  Load({Write("m.csv", kMonths)}, options);
  EXPECT_THAT(People(), ElementsAre("1|3|a|-|-", "1|4|b|-|-"));
}

TEST_F(TablesTest, OfACustomerTwiceInAFileTheLaterLineStays) {
  const auto summary = Load("who,town\na,X\nb,Y\na,Z\nb,Y\na,W\n");
  EXPECT_THAT(People(), ElementsAre("1|6|a|W|-", "1|5|b|Y|-"));
  EXPECT_THAT(Rejects(), ElementsAre("2|-|customer twice|line 6 is kept", "4|-|customer twice|line 6 is kept"));
  const FileSummary& file = summary.files[0];
  EXPECT_EQ(file.read, 5u);
  EXPECT_EQ(file.kept, 2u);
  EXPECT_EQ(file.rejected, 2u);
  EXPECT_EQ(file.duplicates, 1u);
  EXPECT_THAT(Describe(summary, pack_), HasSubstr("rejected: 2 rows customer twice (first at file.csv:2)"));
}

TEST_F(TablesTest, OfACustomerAndMonthTwiceInAFileTheLaterLineStays) {
  const auto summary = Load("who,month,money\na,2025-03,1\na,2025-04,1\na,2025-03-15,2\na,2025年4月,1\n");
  EXPECT_THAT(Months(), ElementsAre("1|4|a|2025-03-01|2.0|-", "1|5|a|2025-04-01|1.0|-"));
  EXPECT_THAT(Rejects(), ElementsAre("2|-|customer and month twice|line 4 is kept"));
  EXPECT_EQ(summary.duplicates, 1u);
}

TEST_F(TablesTest, AColumnMayBeCalledId) {
  pack_.tables[0].columns[1].name = "id";
  EXPECT_EQ(Load("who,id\na,1\na,1\na,2\na,1\n").duplicates, 2u);
  EXPECT_THAT(Rows("SELECT line, id FROM people"), ElementsAre("5|1"));
}

TEST_F(TablesTest, ANewerLoadReplacesRowsThatItContradictsAndNoOthers) {
  Load({Write("1.csv", "who,town\na,X\nb,Y\nc,\n")});
  const auto summary = Load({Write("2.csv", "who,town\nd,V\nb,Z\na,X\nc,\n")});
  EXPECT_THAT(People(), ElementsAre("1|2|a|X|-", "2|3|b|Z|-", "1|4|c|-|-", "2|2|d|V|-"));
  EXPECT_EQ(summary.files[0].replaced, 1u);
  EXPECT_EQ(summary.files[0].duplicates, 2u);
  EXPECT_EQ(summary.files[0].kept, 2u);
  EXPECT_THAT(Describe(summary, pack_), HasSubstr("1 rows of earlier loads replaced"));
  Load({Write("3.csv", "who,month,money\na,2025-03,1\nb,2025-03,2\n")});
  Load({Write("4.csv", "who,month,money\na,2025-03,1\nb,2025-03,3\na,2025-04,4\n"), Write("5.csv", "who,month,money\na,2025-04,5\n")});
  EXPECT_THAT(Months(), ElementsAre("3|2|a|2025-03-01|1.0|-", "5|2|a|2025-04-01|5.0|-", "4|3|b|2025-03-01|3.0|-"));
}

TEST_F(TablesTest, BadMonthsDatesAndAmountsAreRejects) {
  const auto summary = Load("who,month,money,count,seen\na,2025-13,1,1,\nb,2025-03,12%,1,\nc,2025-03,\"1,23\",1,\nd,1969-12,1,1,\ne,2025-03,1,-2,\n"
                            "f,2025-03,1,1.5,\ng,,1,1,\nh,2025-03,￥1 万元,１２,2025年3月4日 10:30\n");
  EXPECT_THAT(Rejects(), ElementsAre("2|month|not a month|2025-13", "3|money|not a number|12%", "4|money|not a number|1,23",
                                     "5|month|year outside 1970 to 2100|1969-12", "6|count|less than 0|-2", "7|count|not a whole number|1.5",
                                     "8|month|empty|"));
  EXPECT_THAT(Rows("SELECT CAST(money AS VARCHAR), count, CAST(seen AS VARCHAR) FROM months"), ElementsAre("10000.0|12|2025-03-04 10:30:00"));
  EXPECT_THAT(Describe(summary, pack_), HasSubstr("1 amount read without the currency"));
  EXPECT_THAT(ErrorOf("who,opened\na,soon\n"), HasSubstr("1 row opened: not a date"));
}

TEST_F(TablesTest, DeletingALoadTakesItsRowsAndNoOthers) {
  Load({Write("p.csv", kPeople), Write("m.csv", kMonths)});
  EXPECT_TRUE(DeleteLoad(connection_, 2));
  EXPECT_THAT(Rows("SELECT count(*) FROM months"), ElementsAre("0"));
  EXPECT_EQ(People().size(), 2u);
  EXPECT_FALSE(DeleteLoad(connection_, 2));
}

TEST_F(TablesTest, LoadsOfAnOlderWorkspaceAreOfTheEvents) {
  connection_.Run("CREATE TABLE loads (load_id INTEGER, file VARCHAR, fingerprint VARCHAR, bytes BIGINT, loaded_at TIMESTAMP, read BIGINT, kept BIGINT, "
                  "rejected BIGINT, duplicates BIGINT, first_time TIMESTAMP, last_time TIMESTAMP, encoding VARCHAR, columns VARCHAR);"
                  "INSERT INTO loads (load_id, file) VALUES (1, 'old.csv')");
  pack_ = SmallPack();
  Load(std::string(kSmallHeader) + "a,2025-03-01,look,1,0,,\n");
  EXPECT_THAT(Rows("SELECT load_id, table_name, replaced FROM loads ORDER BY load_id"), ElementsAre("1|events|0", "2|events|0"));
}

TEST_F(TablesTest, TheSameRowsWithAnyNumberOfThreads) {
  std::string file = "who,month,money\n";
  for (int i = 0; i < 30000; ++i) file += "c" + std::to_string(i * 7 % 9000) + ",2025-0" + std::to_string(1 + i % 3) + "," + std::to_string(i % 5) + "万\n";
  std::vector<std::string> first;
  for (const size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    Load(file);
    const auto rows = Rows("SELECT CAST(sum(hash(who, month, money, line)) AS VARCHAR), count(*) FROM months");
    const auto rejects = Rows("SELECT line, reason, value FROM rejects ORDER BY rowid");
    if (first.empty()) first = rejects, first.push_back(rows[0]);
    EXPECT_EQ(first.back(), rows[0]);
    EXPECT_TRUE(std::equal(rejects.begin(), rejects.end(), first.begin()));
    connection_.Run("DROP TABLE people; DROP TABLE months; DROP TABLE loads; DROP TABLE rejects");
  }
  SetThreads(0);
}

TEST_F(TablesTest, AParquetFileIsOfATableToo) {
  const std::string file = (folder_ / "x.parquet").string();
  connection_.Run("COPY (SELECT 'c' || i AS who, DATE '2025-03-17' AS month, i * 1.5 AS money FROM range(2) t(i)) TO '" + file + "'");
  EXPECT_EQ(Load(std::vector<std::filesystem::path>{file}).files[0].table, "months");
  EXPECT_THAT(Months(), ElementsAre("1|1|c0|2025-03-01|0.0|-", "1|2|c1|2025-03-01|1.5|-"));
}

TEST_F(TablesTest, APreviewSaysWhichTableAFileIsOfOrLooksLike) {
  EXPECT_EQ(PreviewFile(connection_, Write("m.csv", kMonths), pack_, {}).table->name, "months");
  EXPECT_EQ(PreviewFile(connection_, Write("p.csv", kPeople), pack_, {}).table->name, "people");
  const Preview near = PreviewFile(connection_, Write("n.csv", "name,money,count\nx,1,2\n"), pack_, {});
  EXPECT_EQ(near.table->name, "months");
  EXPECT_THAT(near.missing, ElementsAre("who", "month"));
  EXPECT_EQ(PreviewFile(connection_, Write("n.csv", "name,money,count\nx,1,2\n"), pack_, {}, "people").table->name, "people");
  EXPECT_EQ(PreviewFile(connection_, Write("n.csv", "name,when\nx,1\n"), pack_, {{"month", "when"}, {"who", "name"}}).table->name, "months");
}

TEST_F(TablesTest, PseudonymsAreTheSameInEveryTable) {
  IngestOptions options;
  options.pseudonymise = true, options.key = std::string(32, 'k');
  Load({Write("p.csv", kPeople), Write("m.csv", kMonths)}, options);
  EXPECT_THAT(Rows("SELECT count(*) FROM people JOIN months USING (who) WHERE who NOT IN ('a', 'b')"), ElementsAre("3"));
}

}  // namespace
}  // namespace auspex::data
