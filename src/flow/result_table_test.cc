#include "flow/result_table.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "flow/result_runs.h"
#include "flow/small_result_for_test.h"

namespace auspex::flow {
namespace {

TEST(ResultTable, HasTheFilesColumnsThenTheFacets) {
  SmallResult small(RandomRows(100, 1));
  const ResultTable table = small.Open();
  std::string text;
  for (const auto& column : table.columns) text += column.name + " " + TypeName(column.type) + (column.facet ? " facet; " : "; ");
  EXPECT_EQ(text, "-id text; kind set; p\"q number; n integer; t time; f flag facet; hour integer facet; ");
  EXPECT_EQ(table.rows, 100u);
  EXPECT_EQ(small.connection().Query("SELECT * FROM run_3_file LIMIT 0").columns(), 5u);
}

TEST(ResultTable, TextsStandInTheOrderOfTheVocabularyThenOfTheAlphabet) {
  SmallResult small(RandomRows(100, 1));
  EXPECT_EQ(small.Open().Find("kind").values, (std::vector<std::string>{"look", "buy", "%", "Ape", "look at", "zebra", "試算"}));
}

TEST(ResultTable, AnEnumOutOfOrderIsPutInOrder) {
  SmallResult small(RandomRows(100, 1));
  small.connection().Run("CREATE TYPE old AS ENUM ('zebra', 'look', 'Ape', 'buy')");
  small.pack().result_sql = "SELECT CAST('zebra' AS old) AS kind FROM decision";
  EXPECT_EQ(small.Open().Find("kind").values, (std::vector<std::string>{"look", "buy", "Ape", "zebra"}));
  EXPECT_EQ(small.connection().Text("SELECT DISTINCT kind FROM run_3_result"), "zebra");
}

TEST(ResultTable, MoreThanOneRowACustomerIsRefused) {
  SmallResult small(RandomRows(10, 1));
  small.pack().result_sql = "SELECT id FROM decision UNION ALL SELECT id FROM decision";
  try {
    small.Open();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "the result's SQL gives 20 rows for 10 customers");
    EXPECT_EQ(error.where(), "result.sql");
  }
}

TEST(ResultTable, AnUnknownRunIsRefused) {
  SmallResult small(RandomRows(10, 1));
  try {
    OpenResultTable(small.connection(), small.pack(), 4);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "there is no prediction 4");
  }
}

TEST(ResultTable, NoRowsAreAResultToo) {
  SmallResult small({});
  EXPECT_EQ(small.Open().rows, 0u);
}

TEST(ResultRuns, AreReadWithTheirSettings) {
  SmallResult small(RandomRows(10, 1));
  small.connection().Run("INSERT INTO runs VALUES (1, 'train', '2025-03-01', 1, '', '', '', '', '')");
  const auto runs = ResultRuns(small.connection());
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs[0].finished, "2025-03-01T12:03:11Z");
  EXPECT_EQ(runs[0].model, "lstm");
  EXPECT_EQ(runs[0].model_run, 1);
  EXPECT_EQ(runs[0].from, "2025-01-01 00:00:00");
  EXPECT_EQ(runs[0].customers, 10u);
  EXPECT_EQ(NewestPrediction(small.connection()), 3);
  EXPECT_FALSE(FindResultRun(small.connection(), 1));
}

std::string LeftOf(store::Connection& connection) {
  return connection.Text("SELECT coalesce(string_agg(name, ' ' ORDER BY name), '') FROM (SELECT table_name AS name FROM duckdb_tables() UNION ALL SELECT "
                         "view_name FROM duckdb_views() WHERE NOT internal UNION ALL SELECT type_name FROM duckdb_types() WHERE NOT internal) "
                         "WHERE regexp_matches(name, '^run_[0-9]')");
}

TEST(DeleteRun, LeavesNothingOfItAndAllOfOthers) {
  SmallResult small(RandomRows(100, 1));
  small.Open();
  small.connection().Run("CREATE TABLE run_33_prediction(a INTEGER)");
  DeleteRun(small.connection(), 3);
  EXPECT_EQ(LeftOf(small.connection()), "run_33_prediction");
  EXPECT_TRUE(ResultRuns(small.connection()).empty());
  try {
    DeleteRun(small.connection(), 3);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "there is no prediction 3");
  }
}

TEST(DropUnrecorded, DropsWhatARunThatNeverEndedLeft) {
  SmallResult small(RandomRows(100, 1));
  small.Open();
  DropUnrecorded(small.connection());
  EXPECT_EQ(small.Open().rows, 100u);
  small.connection().Run("DELETE FROM runs");
  DropUnrecorded(small.connection());
  EXPECT_EQ(LeftOf(small.connection()), "");
}

}  // namespace
}  // namespace auspex::flow
