// A table of records: any number of rows a customer, none needed, and known to plans as soon as they are loaded.
#include "data/duplicates.h"
#include "data/quality.h"
#include "data/task_fixture.h"

namespace auspex::data {
namespace {

using testing::ElementsAre;

class RecordsTest : public TaskTest {
 protected:
  RecordsTest() {
    using enum pack::ColumnType;
    const std::optional<double> none;
    pack::Table calls;
    calls.name = "calls", calls.kind = pack::TableKind::kRecords, calls.customer = "who", calls.time = "made";
    calls.columns = {{"who", kText, true, {"編號"}, none, none}, {"made", kTime, true, {"時間"}, none, none}, {"result", kText, false, {}, none, none}};
    pack_.tables.push_back(calls);
  }
  std::vector<std::string> Calls() { return Rows("SELECT line, who, CAST(made AS VARCHAR), result FROM calls ORDER BY load_id, line"); }
};

TEST_F(RecordsTest, AreKeptHoweverManyACustomerHasAndEqualOnesAreCounted) {
  const auto summary = Load({Write("c.csv", "who,made,result\na,2025-03-05 10:00,yes\na,2025-03-05 10:00,no\na,2025-03-05 10:00,yes\na,2025-03-06,yes\n")});
  EXPECT_EQ(summary.files[0].table, "calls");
  EXPECT_EQ(summary.files[0].kept, 3u);
  EXPECT_EQ(summary.files[0].duplicates, 1u);
  EXPECT_EQ(FormatTime(summary.files[0].to), "2025-03-06 00:00:00");
  EXPECT_THAT(Calls(), ElementsAre("2|a|2025-03-05 10:00:00|yes", "3|a|2025-03-05 10:00:00|no", "5|a|2025-03-06 00:00:00|yes"));
  const auto again = Load({Write("d.csv", "編號,時間,result\na,2025/3/6,yes\nz,2025年3月7日,no\n")});
  EXPECT_EQ(again.files[0].duplicates, 1u);
  EXPECT_EQ(again.files[0].kept, 1u);
  EXPECT_EQ(again.customers, 3u) << "a record makes nobody a customer";
}

TEST_F(RecordsTest, ARowWithoutCustomerOrTimeIsRejected) {
  Load({Write("c.csv", "who,made,result\n,2025-03-05,yes\na,,yes\na,soon,yes\na,2025-03-05,yes\n")});
  EXPECT_THAT(Rows("SELECT line, column_name, reason FROM rejects WHERE load_id = 3 ORDER BY line"), ElementsAre("2|who|empty", "3|made|empty", "4|made|not a time"));
}

TEST_F(RecordsTest, OfTheFutureNothingIsForetoldFromButEverythingIsPlannedBy) {
  Load({Write("c.csv", "who,made,result\na,2025-02-28 23:59,yes\na,2025-03-01,no\nb,2025-04-30,no\nb,2025-05-02,no\n")});
  const Month cutoff = *MonthFrom("2025-02");
  SetPast(connection_, pack_, cutoff);
  EXPECT_THAT(Rows("SELECT who, result FROM past.calls ORDER BY made"), ElementsAre("a|yes"));
  SetFuture(connection_, pack_, cutoff);
  EXPECT_THAT(Rows("SELECT who, CAST(made AS VARCHAR) FROM future.calls ORDER BY made"), ElementsAre("a|2025-03-01 00:00:00", "b|2025-04-30 00:00:00"));
  ShowAllRecords(connection_, pack_);
  EXPECT_THAT(Rows("SELECT count(*) FROM past.calls"), ElementsAre("4"));
  EXPECT_THAT(Rows("SELECT CAST(max(month) AS VARCHAR) FROM past.months"), ElementsAre("2025-02-01"));
  SetPast(connection_, pack_, cutoff);
  EXPECT_THAT(Rows("SELECT count(*) FROM past.calls"), ElementsAre("1"));
}

TEST_F(RecordsTest, AWorkspaceThatNeverHadAnyHasAnEmptyTable) {
  EXPECT_THAT(Rows("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'calls'"), ElementsAre("0")) << "the fixture loaded by the pack without it";
  SetPast(connection_, pack_, *MonthFrom("2025-02"));
  EXPECT_THAT(Rows("SELECT count(*) FROM past.calls"), ElementsAre("0"));
  EXPECT_EQ(CheckError(), "no error");
}

TEST_F(RecordsTest, ThePastApartLeavesTheWorkspaceAsItIs) {
  SetPast(connection_, pack_, *MonthFrom("2025-01"));
  SetFuture(connection_, pack_, *MonthFrom("2025-01"));
  store::Connection other = connection_.Another();
  {
    const PastApart apart(other, pack_, *MonthFrom("2025-03"));
    EXPECT_EQ(other.Integer("SELECT count(*) FROM past.months"), 8);
    EXPECT_EQ(other.Integer("SELECT count(*) FROM past.calls"), 0);
    EXPECT_EQ(other.Text("SELECT CAST(cutoff AS VARCHAR) FROM past.run"), "2025-03-01");
    EXPECT_THAT(Rows("SELECT count(*) FROM past.months"), ElementsAre("3"));
    EXPECT_THAT(Rows("SELECT count(*) FROM future.months"), ElementsAre("5"));
  }
  EXPECT_EQ(other.Integer("SELECT count(*) FROM past.months"), 3);
  EXPECT_EQ(other.Integer("SELECT count(*) FROM duckdb_databases() WHERE database_name LIKE 'past_apart%'"), 0);
}

TEST_F(RecordsTest, AnOffenderIsNamedWithItsTimeAndLine) {
  pack_.quality = {{.name = "known", .table = "calls", .kind = pack::QualityKind::kConsistent, .text = "t", .holds = "result = 'yes'", .offenders = {}, .checked = {}}};
  pack_.wording["en"]["t"] = "known", pack_.language = "en";
  Load({Write("c.csv", "who,made,result\na,2025-02-28 23:59,yes\nb,2025-03-01 08:30,perhaps\n")});
  Progress quiet;
  const auto report = MeasureQuality(connection_, pack_, quiet);
  EXPECT_EQ(report.findings.at(0).offenders, 1u);
  EXPECT_EQ(report.findings.at(0).example, "b 2025-03-01 08:30:00 (line 3)");
}

}  // namespace
}  // namespace auspex::data
