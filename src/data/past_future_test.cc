// What past and future show, and that features which look into the future do not bind.
#include "data/task_fixture.h"

namespace auspex::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(TaskTest, MonthsAreNumbersThatFollowEachOther) {
  EXPECT_EQ(MonthFrom("2025-01"), MonthFrom("2024年12月").value() + 1);
  EXPECT_EQ(MonthText(*MonthFrom("2024-12") + 1), "2025-01");
  EXPECT_EQ(MonthDate(*MonthFrom("2025-12")), "2025-12-01");
  EXPECT_EQ(MonthFrom("soon"), std::nullopt);
}

TEST_F(TaskTest, TheSpanIsThatOfThePanels) {
  const MonthSpan span = MonthsOf(connection_, pack_);
  EXPECT_EQ(MonthText(span.first) + " " + MonthText(span.last), "2025-01 2025-04");
  EXPECT_EQ(span.months(), 4);
}

TEST_F(TaskTest, AMonthThatIsMissingIsNamed) {
  connection_.Run("DELETE FROM months WHERE month = DATE '2025-02-01'");
  try {
    MonthsOf(connection_, pack_);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "the table months has no row of 2025-02, though it goes from 2025-01 to 2025-04");
    EXPECT_EQ(error.fault(), Fault::kData);
  }
  connection_.Run("DELETE FROM months");
  try {
    MonthsOf(connection_, pack_);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "there are no months in this workspace");
  }
}

TEST_F(TaskTest, PastEndsWithTheCutoffAndFutureBeginsAfterIt) {
  const Month cutoff = *MonthFrom("2025-02");
  SetPast(connection_, pack_, cutoff);
  EXPECT_THAT(Rows("SELECT who, strftime(month, '%m') FROM past.months ORDER BY ALL"), ElementsAre("a|01", "a|02", "b|01", "b|02", "c|01", "c|02"));
  EXPECT_THAT(Rows("SELECT count(*) FROM past.people"), ElementsAre("3"));
  EXPECT_THAT(Rows("SELECT CAST(cutoff AS VARCHAR), horizon_months, threshold FROM past.run"), ElementsAre("2025-02-01|2|100.000000"));
  SetFuture(connection_, pack_, cutoff);
  EXPECT_THAT(Rows("SELECT who, strftime(month, '%m') FROM future.months ORDER BY ALL"), ElementsAre("a|03", "a|04", "b|03", "b|04"));
  EXPECT_THAT(Rows("SELECT * FROM (" + pack_.table_task->label_sql + ") ORDER BY 1"), ElementsAre("a|true", "b|true"));
}

TEST_F(TaskTest, WhileFeaturesAreMadeThereIsNoFuture) {
  SetPast(connection_, pack_, *MonthFrom("2025-02"));
  SetFuture(connection_, pack_, *MonthFrom("2025-02"));
  SetPast(connection_, pack_, *MonthFrom("2025-02"));
  EXPECT_EQ(connection_.Integer("SELECT count(*) FROM duckdb_views() WHERE schema_name = 'future'"), 0);
  EXPECT_THROW(connection_.Query("SELECT * FROM future.months"), Error);
}

TEST_F(TaskTest, ASoundTaskBinds) { EXPECT_EQ(CheckError(), "no error"); }

TEST_F(TaskTest, APlantedLookIntoTheFutureDoesNotBind) {
  pack_.table_task->features_sql = "SELECT who, max(money) AS money, 'X' AS town FROM future.months GROUP BY who\n";
  EXPECT_THAT(CheckError(), HasSubstr("the features read the future, which does not exist when they are made"));
  EXPECT_THAT(CheckError(), HasSubstr("| features.sql:1 | Name tables as past.TABLE; what comes after the cutoff belongs into the label."));
}

TEST_F(TaskTest, FeaturesThatGoRoundThePastDoNotBind) {
  for (const std::string from : {"main.months", "months", "(SELECT * FROM main.months)", "query_table('months')", "read_csv('x.csv') m(who, money)",
                                 "past.months p JOIN main.people USING (who)"}) {
    pack_.table_task->features_sql = "SELECT who, money, 'X' AS town FROM " + from + "\n";
    EXPECT_THAT(CheckError(), HasSubstr("the features' SQL does not hold over the views of past, which is all that features may read")) << from;
  }
}

TEST_F(TaskTest, FeaturesAndTheirDescriptionNameEachOther) {
  pack_.table_task->features_sql = "SELECT who, money, 1 AS twn, 'X' AS town FROM past.months\n";
  EXPECT_EQ(CheckError(),
            "the features have a column `twn` that features.toml does not describe | features.sql | Describe it, or remove it; did you mean `town`?");
  pack_.table_task->features_sql = "SELECT who, money FROM past.months\n";
  EXPECT_THAT(CheckError(), HasSubstr("the feature `town` is described, but features.sql has no such column | features.toml:9 | Add it to the SELECT"));
}

TEST_F(TaskTest, WhatAFeatureFollowsIsBoundOverTheFeatures) {
  pack::TaskFeature& money = pack_.table_task->features[0];
  money.follows = "before.money + length(town) + (SELECT count(*) FROM others AS other WHERE other.town = now.town) + threshold";
  money.follows_line = 7, money.follows_from = {"town"}, money.follows_level = 1;
  EXPECT_EQ(CheckError(), "no error");
  money.follows = "length(twn)";
  EXPECT_THAT(CheckError(), HasSubstr("what the feature `money` follows does not hold over the features: "));
  EXPECT_THAT(CheckError(), HasSubstr("| features.toml:7 | Name features as they stand in the row, or as before.NAME, and settings"));
}

TEST_F(TaskTest, ColumnsOfTheWrongKindAreRefused) {
  pack_.table_task->features_sql = "SELECT money AS who, money, 'X' AS town FROM past.months\n";
  EXPECT_THAT(CheckError(), HasSubstr("the first column of the features, `who`, is no text, and it has to be the customer"));
  pack_.table_task->features_sql = "SELECT who, month AS money, 'X' AS town FROM past.months\n";
  EXPECT_THAT(CheckError(), HasSubstr("the feature `money` is of a type that no model learns from (DATE) | features.sql | Write what it means as a "
                                      "number, such as days until the cutoff"));
  pack_ = TaskPack();
  pack_.table_task->label_sql = "SELECT who, money FROM future.months\n";
  EXPECT_EQ(CheckError(),
            "the label has the columns who VARCHAR, money DOUBLE | label.sql | Select two: the customer, and a BOOLEAN that says whether it happened.");
  pack_.table_task->label_sql = "SELECT who, true FROM future.monthz\n";
  EXPECT_THAT(CheckError(), HasSubstr("the label's SQL does not hold over the views of past and future"));
}

}  // namespace
}  // namespace auspex::data
