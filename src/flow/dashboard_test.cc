// Dashboards over small tables, against counts by hand.
#include "flow/dashboard.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "flow/result_runs.h"
#include "flow/small_result_for_test.h"
#include "flow/small_workspace_for_test.h"
#include "pack/dashboard_reader.h"
#include "pack/sql_text.h"
#include "pack/wording.h"

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
    small_.pack().dashboard.tables = {{"kinds", "SELECT kind, DATE '2025-03-01' AS day, count(*) AS n, sum(n) AS total FROM dashboard.result GROUP BY kind -- a note", "", 3}};
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
  small_.pack().dashboard.tables.push_back({"scores", "SELECT * FROM main.scores", "", 9});
  EXPECT_TRUE(MakeDashboard(small_.connection(), small_.pack()).empty());
  EXPECT_EQ(Read("SELECT * FROM dashboard.scores").missing, "scores");
  small_.connection().Run("CREATE TABLE scores AS SELECT 1 AS p");
  MakeDashboard(small_.connection(), small_.pack());
  EXPECT_EQ(Read("SELECT * FROM dashboard.scores").rows.size(), 1u);
  small_.connection().Run("DROP TABLE scores");
  MakeDashboard(small_.connection(), small_.pack());
  EXPECT_EQ(Read("SELECT * FROM dashboard.scores").missing, "scores");
}

TEST_F(DashboardTest, ATableMayHaveAnotherSqlForUntilItsDataIsThere) {
  small_.pack().dashboard.tables.push_back({"best", "SELECT p FROM main.scores", "SELECT -1 AS p", 9});
  MakeDashboard(small_.connection(), small_.pack());
  EXPECT_EQ(Read("SELECT p FROM dashboard.best").rows[0][0], Cell(int64_t{-1}));
  small_.connection().Run("CREATE TABLE scores AS SELECT 7 AS p");
  MakeDashboard(small_.connection(), small_.pack());
  EXPECT_EQ(Read("SELECT p FROM dashboard.best").rows[0][0], Cell(int64_t{7}));
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
  small_.pack().dashboard.tables.push_back({"wrong", "SELECT kid FROM dashboard.kinds", "", 9});
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

/// The wealth pack's tables as its spec has them: 400 customers in 8 branches of two city levels, four months.
void MakeWealth(store::Connection& connection) {
  connection.Run(
      "CREATE TABLE user_base AS SELECT 'u' || i AS user_id, CASE WHEN i % 8 < 4 THEN '一线' ELSE '二线' END AS city_level, 'branch ' || (i % 8) AS branch_name "
      "FROM range(400) t(i);"
      "CREATE TABLE user_behavior_assets AS SELECT 'u' || i AS user_id, make_date(2025, m, 1) AS stat_month, 2500.0 * i + 1000 * m AS stock_portfolio_value, "
      "CASE WHEN i % 9 = 0 THEN NULL ELSE 500.0 * i END AS cash_balance, 0.0 AS fixed_income_products_value, 0.0 AS equity_products_value, "
      "0.0 AS alternative_products_value, CASE WHEN i < 200 THEN '50万以下' ELSE '50-200万' END AS asset_level, CAST(i % 5 AS BIGINT) AS stock_trade_freq, "
      "1 + i % 3 AS product_count, 100.0 AS credit_card_monthly_expense, i % 4 AS investment_monthly_count, i % 2 AS stock_app_open_count, "
      "make_timestamp(2025, m, 9, 10, 0, 0.0) AS last_contact_time, CASE WHEN i % 4 = 0 THEN '有意向' ELSE '拒绝' END AS contact_result "
      "FROM range(400) t(i), range(1, 5) s(m)");
}

TEST(PackDashboards, WealthHoldsBeforeAndAfterAPrediction) {
  store::Database database(store::DatabaseOptions{});
  store::Connection connection = database.Connect();
  const std::filesystem::path folder = std::filesystem::path(AUSPEX_SOURCE_DIR) / "packs" / "wealth";
  pack::Pack pack;
  pack.language = "zh-Hant";
  pack.wording = pack::ReadWording(folder / "wording", "pack.toml");
  pack.dashboard = pack::ReadDashboard(folder / "dashboard.toml", pack);
  const auto chart = [&](const std::string& name, const FilterChoice& choice = {}) {
    return ReadChart(connection, pack, *std::ranges::find(pack.dashboard.charts, name, &pack::DashboardChart::name), choice);
  };
  EXPECT_TRUE(MakeDashboard(connection, pack).empty());
  EXPECT_EQ(chart("customers").missing, "panel");
  MakeWealth(connection);
  EXPECT_TRUE(MakeDashboard(connection, pack).empty());
  EXPECT_EQ(EmptyCharts(connection, pack, {}), (std::vector<std::string>{"high_potential", "profiles"}));
  EXPECT_EQ(chart("customers").rows[0], (std::vector<Cell>{"2025-04-01", 400.0}));
  EXPECT_EQ(chart("customers", {{"month", "2025-02-01"}, {"branch", "branch 3"}}).rows, (std::vector<std::vector<Cell>>{{"2025-02-01", 50.0}, {"2025-01-01", 50.0}}));
  // 3000 i + 4000 >= 1000000 from i = 332; where i % 9 = 0 it is 2500 i + 4000, which is not reached
  EXPECT_EQ(chart("high_value").rows[0][1], Cell(60.0));
  EXPECT_EQ(chart("activity").rows[0][0], Cell(0.5));
  EXPECT_EQ(chart("contact_success", {{"city_level", "一线"}}).rows[0][0], Cell(0.25));
  EXPECT_EQ(chart("marketing").rows[0], (std::vector<Cell>{"2025-01-01", 400.0, 100.0}));
  EXPECT_EQ(chart("levels").rows[0][1], Cell("50万以下")) << "the lower level first";
  EXPECT_EQ(chart("branches").rows.size(), 8u);
  connection.Run("CREATE TABLE segments AS SELECT user_id AS customer, stat_month AS month, CASE WHEN stock_portfolio_value < 500000 THEN 'calm' ELSE 'keen' END AS segment "
                 "FROM user_behavior_assets; CREATE TABLE scores AS SELECT user_id AS customer, DATE '2025-04-01' AS cutoff, 0.1 AS probability, 1 AS rank FROM user_base; "
                 "UPDATE scores SET probability = 0.3 WHERE customer < 'u2'; "
                 "CREATE TABLE segment_profiles AS SELECT segment, 'Customers who are ' || segment AS name FROM (VALUES ('calm'), ('other_1')) t(segment); "
                 "UPDATE segments SET segment = 'other_1' WHERE segment = 'keen'");
  EXPECT_TRUE(MakeDashboard(connection, pack).empty());
  EXPECT_EQ(EmptyCharts(connection, pack, {}), std::vector<std::string>{});
  EXPECT_EQ(chart("high_potential").rows[0][0], Cell(112.0)) << "u0, u1, u10 to u19, u100 to u199";
  EXPECT_EQ(chart("profiles").rows.size(), 12u) << "six axes, two segments";
  EXPECT_EQ(chart("customers", {{"segment", "calm"}}).rows[0][1], Cell(199.0)) << "2500 i + 4000 < 500000 up to i = 198";
  EXPECT_EQ(FilterValues(connection, pack, pack.dashboard.filters[3]), (std::vector<std::string>{"Customers who are other_1", "calm"}))
      << "one that no rule named by the name it was given, as the pack's wording cannot know it";
}

}  // namespace
}  // namespace auspex::flow
