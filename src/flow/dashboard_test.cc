// Dashboards over small tables, against counts by hand.
#include "flow/dashboard.h"

#include <gtest/gtest.h>

#include "flow/prediction_runs.h"
#include "flow/small_result_for_test.h"
#include "flow/small_workspace_for_test.h"
#include "pack/sql_text.h"

namespace auspex::flow {
namespace {

const std::vector<SmallRow> kRows = {{"a", "look", 0.0f, 1, 0, true}, {"b", "look", 0.25f, 1, 0, true}, {"c", "buy", 1.0f, 2, kHour, false}};

pack::DashboardChart Chart(const std::string& sql) {
  pack::DashboardChart chart;
  chart.name = "c", chart.line = 7, chart.query = pack::BindNames(sql);
  return chart;
}

class DashboardTest : public testing::Test {
 protected:
  DashboardTest() : small_(kRows) {
    small_.pack().dashboard.file = "dashboard.toml";
    small_.pack().dashboard.filters = {{"kind", "", "SELECT kind FROM dashboard.kinds ORDER BY n DESC", "", 1}, {"day", "", "SELECT 1", "", 2}};
    small_.pack().dashboard.tables = {{"kinds", "SELECT kind, DATE '2025-03-01' AS day, count(*) AS n, sum(n) AS total FROM dashboard.result GROUP BY kind -- a note", 3}};
  }
  ChartRows Read(const std::string& sql, const FilterChoice& choice = {}) { return ReadChart(small_.connection(), small_.pack(), Chart(sql), choice); }
  std::string Refusal(const std::string& sql, const FilterChoice& choice = {}) {
    try {
      Read(sql, choice);
    } catch (const Error& error) {
      return std::to_string(static_cast<int>(error.fault())) + " " + error.where() + ": " + error.message() + "|" + error.advice();
    }
    return "no error";
  }
  SmallResult small_;
};

TEST_F(DashboardTest, ChartsReadTheTablesInTheOrderOfTheirSql) {
  EXPECT_TRUE(MakeDashboard(small_.connection(), small_.pack()).empty());
  const ChartRows rows = Read("SELECT kind, n, total, day, n > 1 AS many, n / 2.0, NULL AS none FROM dashboard.kinds ORDER BY n DESC -- the end");
  EXPECT_EQ(rows.missing, "");
  EXPECT_EQ(rows.columns[0], "kind");
  EXPECT_EQ(rows.columns[4], "many");
  ASSERT_EQ(rows.rows.size(), 2u);
  EXPECT_EQ(rows.rows[0], (std::vector<Cell>{"look", int64_t{2}, 2.0, "2025-03-01", true, 1.0, Cell()}));
  EXPECT_EQ(rows.rows[1], (std::vector<Cell>{"buy", int64_t{1}, 2.0, "2025-03-01", false, 0.5, Cell()}));
  EXPECT_EQ(Read("SELECT i FROM range(5000) t(i) ORDER BY i DESC").rows.size(), kMostDashboardRows);
  EXPECT_EQ(Read("SELECT i FROM range(5000) t(i) ORDER BY i DESC").rows[0][0], Cell(int64_t{4999}));
}

TEST_F(DashboardTest, FiltersAreBoundAndNothingChosenIsNull) {
  MakeDashboard(small_.connection(), small_.pack());
  const std::string sql = "SELECT sum(n) FROM dashboard.kinds WHERE ($kind IS NULL OR kind = $kind) AND ($day IS NULL OR day = $day)";
  EXPECT_EQ(Read(sql).rows[0][0], Cell(3.0));
  EXPECT_EQ(Read(sql, {{"kind", "look"}}).rows[0][0], Cell(2.0));
  EXPECT_EQ(Read(sql, {{"kind", "look"}, {"day", "2025-03-01"}}).rows[0][0], Cell(2.0)) << "a text is compared with a date as a date";
  EXPECT_EQ(Read(sql, {{"kind", "' OR '1' = '1"}}).rows[0][0], Cell());
  EXPECT_EQ(Refusal(sql, {{"kine", "look"}}), "2 kine: the dashboard has no such filter|did you mean `kind`?");
  EXPECT_EQ(FilterValues(small_.connection(), small_.pack(), small_.pack().dashboard.filters[0]), (std::vector<std::string>{"look", "buy"}));
  EXPECT_EQ(FilterValues(small_.connection(), small_.pack(), small_.pack().dashboard.filters[1]), std::vector<std::string>{"1"});
}

TEST_F(DashboardTest, WhatIsNotThereYetIsMissingAndNoError) {
  EXPECT_EQ(Read("SELECT kind FROM dashboard.kinds").missing, "kinds") << "not made yet";
  EXPECT_TRUE(FilterValues(small_.connection(), small_.pack(), small_.pack().dashboard.filters[0]).empty());
  small_.pack().dashboard.tables.push_back({"scores", "SELECT * FROM main.scores", 9});
  EXPECT_TRUE(MakeDashboard(small_.connection(), small_.pack()).empty());
  EXPECT_EQ(Read("SELECT * FROM dashboard.scores").missing, "scores");
  small_.connection().Run("CREATE TABLE scores AS SELECT 1 AS p");
  MakeDashboard(small_.connection(), small_.pack());
  EXPECT_EQ(Read("SELECT * FROM dashboard.scores").rows.size(), 1u);
  small_.connection().Run("DROP TABLE scores");
  MakeDashboard(small_.connection(), small_.pack());
  EXPECT_EQ(Read("SELECT * FROM dashboard.scores").missing, "scores");
}

TEST_F(DashboardTest, ADeletedPredictionTakesItsTablesWithIt) {
  MakeDashboard(small_.connection(), small_.pack());
  EXPECT_EQ(Read("SELECT * FROM dashboard.kinds").rows.size(), 2u);
  DeleteRun(small_.connection(), 3);
  EXPECT_EQ(Read("SELECT * FROM dashboard.kinds").rows.size(), 2u) << "until the tables are made anew";
  MakeDashboard(small_.connection(), small_.pack());
  EXPECT_EQ(Read("SELECT * FROM dashboard.kinds").missing, "kinds");
}

TEST_F(DashboardTest, SqlThatDoesNotHoldIsNamedByItsLine) {
  small_.pack().dashboard.tables.push_back({"wrong", "SELECT kid FROM dashboard.kinds", 9});
  const auto faults = MakeDashboard(small_.connection(), small_.pack());
  ASSERT_TRUE(faults.contains("wrong"));
  EXPECT_EQ(faults.at("wrong").where(), "dashboard.toml:9");
  EXPECT_EQ(faults.at("wrong").message().find("the table `wrong` cannot be made: Binder Error"), 0u) << faults.at("wrong").message();
  EXPECT_EQ(Refusal("SELECT nn FROM dashboard.kinds").find("2 dashboard.toml:7: the chart `c` cannot be read: Binder Error"), 0u);
}

TEST_F(DashboardTest, ReadersDoNotWaitForATransactionOfTheWorkspace) {
  MakeDashboard(small_.connection(), small_.pack());
  store::Connection writer = small_.connection().Another();
  store::Transaction transaction(writer);
  writer.Run("CREATE TABLE loading AS SELECT 1 AS i");
  EXPECT_TRUE(MakeDashboard(small_.connection(), small_.pack()).empty());
  EXPECT_EQ(Read("SELECT * FROM dashboard.kinds").rows.size(), 2u);
  transaction.Commit();
}

/// Every chart and filter of a pack holds over a workspace; returns the names of the charts that have no rows.
std::vector<std::string> EmptyCharts(store::Connection& connection, const pack::Pack& pack, const FilterChoice& choice) {
  std::vector<std::string> empty;
  for (const auto& chart : pack.dashboard.charts) {
    const ChartRows rows = ReadChart(connection, pack, chart, choice);
    if (rows.rows.empty()) empty.push_back(chart.name);
  }
  return empty;
}

TEST(PackDashboards, InsuranceHoldsBeforeAndAfterAPrediction) {
  SmallWorkspace small("insurance");
  store::Connection connection = small.workspace().Connect();
  EXPECT_TRUE(MakeDashboard(connection, small.pack()).empty());
  EmptyCharts(connection, small.pack(), {});
  small.Simulate(300);
  small.Train({"markov1"});
  small.Predict();
  const auto faults = MakeDashboard(connection, small.pack());
  for (const auto& [name, fault] : faults) ADD_FAILURE() << fault.what();
  EXPECT_EQ(EmptyCharts(connection, small.pack(), {}), std::vector<std::string>{});
  FilterChoice choice;
  for (const auto& filter : small.pack().dashboard.filters) {
    const auto values = FilterValues(connection, small.pack(), filter);
    ASSERT_FALSE(values.empty()) << filter.name;
    choice[filter.name] = values.front();
  }
  EmptyCharts(connection, small.pack(), choice);
}

}  // namespace
}  // namespace auspex::flow
