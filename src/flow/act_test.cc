// Plans of contacts for simulated customers: capacities, cool-down, results of contacts, receipts, and what changes from list to list.
#include "flow/act.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/threads.h"
#include "flow/act_json.h"
#include "flow/left_list.h"
#include "flow/result_runs.h"
#include "flow/result_chart.h"
#include "flow/segment.h"
#include "flow/wealth_for_test.h"

namespace auspex::flow {
namespace {

class Contacts : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    wealth_ = std::make_unique<WealthWorkspace>(3000, [](const std::filesystem::path& pack) {
      EditFile(pack / "act.toml", "capacity = 1500", "capacity = 20");
      EditFile(pack / "act.toml", "capacity = 300", "capacity = 10");
      EditFile(pack / "act.toml", "capacity = 20000", "capacity = 60");
    });
    wealth_->Score();
  }
  static void TearDownTestSuite() { wealth_.reset(); }

  ActSummary Plan(ActOptions options = {}) { return PlanContacts(wealth_->workspace(), wealth_->pack(), options, progress_); }
  int64_t Count(const std::string& sql) { return wealth_->workspace().Connect().Integer(sql); }

  static std::unique_ptr<WealthWorkspace> wealth_;
  Progress progress_;
};
std::unique_ptr<WealthWorkspace> Contacts::wealth_;

TEST_F(Contacts, NoCapacityIsExceededAndEverybodyIsAccountedFor) {
  const auto plan = Plan();
  EXPECT_EQ(plan.month, "2025-12");
  EXPECT_EQ(plan.start, "2026-01-01");
  ASSERT_EQ(plan.places.size(), 15u);
  uint64_t taken = 0, left_out = 0;
  for (const auto& place : plan.places) {
    EXPECT_LE(place.taken, place.capacity);
    taken += place.taken;
    EXPECT_EQ(Count("SELECT count(*) FROM main.actions WHERE channel = '" + place.channel + "' AND day = DATE '" + place.day + "'"),
              static_cast<int64_t>(place.taken));
  }
  for (const auto& [why, count] : plan.left_out) left_out += count;
  EXPECT_EQ(taken, plan.approached);
  EXPECT_EQ(taken + left_out, plan.listed);
  EXPECT_EQ(plan.listed, static_cast<uint64_t>(Count("SELECT count(*) FROM main.scores WHERE probability >= 0.02")));
  EXPECT_GT(plan.places[1].price, 0) << "20 calls are too few";
  EXPECT_EQ(Count("SELECT count(*) FROM main.actions WHERE (channel IS NULL) != (left_out_because IS NOT NULL)"), 0);
  EXPECT_EQ(Count("SELECT count(*) FROM main.actions WHERE (channel IS NULL) != (message IS NULL)"), 0);
  EXPECT_EQ(Count("SELECT count(*) FROM main.actions WHERE contains(message, '.0 ')"), 0) << "whole numbers are written as such";
  EXPECT_GT(Count("SELECT count(*) FROM main.actions WHERE regexp_matches(message, ' [0-9]+ ')"), 0);
  EXPECT_EQ(Count("SELECT count(*) FROM main.actions WHERE contains(message, '{') OR contains(left_out_because, '{')"), 0);
}

TEST_F(Contacts, NobodyIsContactedInCoolDownOrByAChannelThatIsNotAllowed) {
  Plan();
  const std::string newest =
      " JOIN main.user_behavior_assets ON user_id = customer WHERE stat_month = DATE '2025-12-01' AND channel IS NOT NULL AND ";
  EXPECT_EQ(Count("SELECT count(*) FROM main.actions" + newest + "day < CAST(last_contact_time AS DATE) + CAST(marketing_cool_period AS INTEGER)"),
            0);
  EXPECT_EQ(Count("SELECT count(*) FROM main.actions" + newest + "channel = 'call' AND contact_result = '未接通'"), 0);
  EXPECT_EQ(Count("SELECT count(*) FROM main.actions" + newest +
                  "channel IN ('call', 'branch') AND contact_result = '拒绝' AND last_contact_time > TIMESTAMP '2025-07-10'"),
            0);
  EXPECT_EQ(Count("SELECT count(*) FROM main.actions" + newest + "channel = 'push' AND stock_app_open_count = 0"), 0);
  EXPECT_GT(Count("SELECT count(*) FROM main.actions WHERE why = 'too_early'"), 0);
}

TEST_F(Contacts, TheReceiptSaysWhatHeldAndWhatWasRuledOut) {
  const auto plan = Plan();
  const auto receipt = ReadContactReceipt(wealth_->workspace(), wealth_->pack(), plan.example);
  EXPECT_EQ(receipt.run, plan.run);
  EXPECT_EQ(receipt.month, "2025-12");
  ASSERT_EQ(receipt.channels.size(), 3u);
  bool found = false;
  for (const auto& channel : receipt.channels) {
    bool all = true;
    for (const auto& [condition, holds] : channel.conditions) all = all && holds;
    EXPECT_EQ(all, channel.allowed);
    found = found || (channel.channel == receipt.stored.at("channel_name") && channel.allowed && channel.first_day <= receipt.stored.at("day"));
  }
  EXPECT_TRUE(found);
  EXPECT_EQ(nlohmann::json::parse(ToJson(receipt))["decision"]["customer"], plan.example);
  try {
    ReadContactReceipt(wealth_->workspace(), wealth_->pack(), "nobody");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "the customer nobody is not on the newest list of contacts");
  }
}

TEST_F(Contacts, TheSamePlanForAnyNumberOfThreads) {
  std::vector<std::string> seen;
  for (const size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    const auto plan = Plan();
    seen.push_back(
        wealth_->workspace().Connect().Text("SELECT md5(string_agg(customer || coalesce(channel, '') || coalesce(CAST(day AS VARCHAR), '') || "
                                            "coalesce(left_out_because, ''), ',' ORDER BY "
                                            "customer)) FROM main.actions"));
  }
  SetThreads(0);
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(seen[0], seen[2]);
}

TEST_F(Contacts, WhoIsNewAndWhoLeftSinceTheListBefore) {
  const auto first = Plan();
  auto connection = wealth_->workspace().Connect();
  connection.Run(
      "UPDATE main.scores SET probability = 0.001 WHERE rank <= 7; DELETE FROM main.scores WHERE rank BETWEEN 8 AND 10; "
      "INSERT INTO main.scores SELECT 'U00000000', max(cutoff), 0.5, 4 FROM main.scores");
  const auto second = Plan();
  EXPECT_EQ(second.before, first.run);
  EXPECT_EQ(second.added, 1u);
  EXPECT_EQ(second.dropped, (std::vector<std::pair<std::string, uint64_t>>{{"reached", 0}, {"fell", 7}, {"gone", 3}}));
  wealth_->Score();
}

TEST_F(Contacts, WhoLeftIsReadPageByPageAndByReason) {
  Plan();
  auto connection = wealth_->workspace().Connect();
  connection.Run("UPDATE main.scores SET probability = 0.001 WHERE rank <= 7; DELETE FROM main.scores WHERE rank BETWEEN 8 AND 10");
  const auto plan = Plan();
  const auto all = ReadLeft(connection, plan.run, "", 0, 100);
  EXPECT_EQ(all.before, plan.before);
  EXPECT_EQ(all.total, 10u);
  ASSERT_EQ(all.customers.size(), 10u);
  EXPECT_EQ(all.customers[0].why, "fell");
  EXPECT_EQ(all.customers[0].rank_before, 1);
  EXPECT_DOUBLE_EQ(all.customers[0].probability.value(), 0.001);
  EXPECT_FALSE(all.customers[9].rank);
  const auto gone = ReadLeft(connection, plan.run, "gone", 1, 1);
  EXPECT_EQ(gone.total, 3u);
  EXPECT_EQ(gone.counts, all.counts);
  ASSERT_EQ(gone.customers.size(), 1u);
  EXPECT_EQ(gone.customers[0].customer, all.customers[8].customer);
  wealth_->Score();
}

/// Against the holdings themselves: who was on the list of September and held the threshold in a later month.
TEST_F(Contacts, WhoLeftBecauseItHappenedIsTold) {
  auto connection = wealth_->workspace().Connect();
  const std::string total =
      "coalesce(stock_portfolio_value, 0) + coalesce(cash_balance, 0) + coalesce(fixed_income_products_value, 0) + coalesce(equity_products_value, 0) + "
      "coalesce(alternative_products_value, 0)";
  connection.Run("CREATE OR REPLACE TABLE main.scores AS SELECT user_id AS customer, DATE '2025-09-01' AS cutoff, CAST(0.5 AS DOUBLE) AS probability, "
                 "row_number() OVER (ORDER BY user_id) AS rank FROM main.user_behavior_assets WHERE stat_month = DATE '2025-09-01' AND " + total + " < 1000000");
  EXPECT_EQ(Plan().month, "2025-09");
  wealth_->Score();
  const auto plan = Plan();
  const auto reached = static_cast<uint64_t>(connection.Integer(
      "SELECT count(DISTINCT customer) FROM run_" + std::to_string(*plan.before) + "_action JOIN main.user_behavior_assets ON user_id = customer WHERE stat_month > "
      "DATE '2025-09-01' AND " + total + " >= 1000000 AND customer NOT IN (SELECT customer FROM main.scores)"));
  EXPECT_GT(reached, 0u);
  EXPECT_EQ(plan.dropped.at(0), (std::pair<std::string, uint64_t>("reached", reached)));
}

TEST_F(Contacts, APlanHasAResultAndGoesWithAllOfIt) {
  const auto first = Plan(), second = Plan();
  auto connection = wealth_->workspace().Connect();
  const ResultTable table = OpenResultTable(connection, wealth_->pack(), second.run);
  EXPECT_EQ(table.rows, second.listed);
  EXPECT_EQ(table.columns.at(0).name, "user_id");
  EXPECT_EQ(table.Find("channel_name").type, ResultType::kSet);
  EXPECT_TRUE(table.Find("plan_status").facet);
  EXPECT_EQ(Count("SELECT count(*) FROM run_" + std::to_string(second.run) + "_result AS r JOIN main.actions AS a ON a.customer = r.user_id WHERE r.rank = a.rank AND "
                  "r.plan_status = coalesce(a.why, 'approached') AND (r.expected_value IS NULL) = (a.channel IS NULL)"),
            static_cast<int64_t>(second.listed));
  EXPECT_EQ(ChartsOf(wealth_->pack(), table).size(), 6u);
  EXPECT_EQ(CardsOf(connection, wealth_->pack(), table).size(), 5u);
  const ResultRun run = FindResultRun(connection, second.run).value();
  EXPECT_EQ(run.kind, ResultKind::kPlan);
  EXPECT_EQ(run.month, "2025-12");
  EXPECT_EQ(run.start, "2026-01-01");
  EXPECT_EQ(run.customers, second.listed);
  EXPECT_EQ(NewestResult(connection), second.run);
  const std::string n = "run_" + std::to_string(first.run);
  connection.Run("DROP VIEW " + n + "_decision; DROP VIEW " + n + "_file; DROP TABLE " + n + "_result");
  for (const auto& row : connection.Query("SELECT type_name FROM duckdb_types() WHERE starts_with(type_name, ?)", {n + "_result"}).Rows()) {
    connection.Run("DROP TYPE " + *row[0]);
  }
  EXPECT_EQ(OpenResultTable(connection, wealth_->pack(), first.run).rows, first.listed) << "of a program that did not make it: made now";
  EXPECT_FALSE(NewestPrediction(connection));

  DeleteRun(connection, second.run);
  EXPECT_EQ(Count("SELECT (SELECT count(*) FROM duckdb_tables() WHERE starts_with(table_name, 'run_" + std::to_string(second.run) +
                  "_')) + (SELECT count(*) FROM duckdb_views() WHERE starts_with(view_name, 'run_" + std::to_string(second.run) + "_'))"),
            0);
  EXPECT_EQ(Count("SELECT count(*) FROM main.actions"), static_cast<int64_t>(first.listed)) << "the plan before is the newest now";
}

TEST_F(Contacts, EveryColumnChartAndCardOfTheListHasWordsInEveryLanguage) {
  const auto plan = Plan();
  auto connection = wealth_->workspace().Connect();
  const pack::Pack& pack = wealth_->pack();
  std::vector<std::string> keys;
  for (const auto& column : OpenResultTable(connection, pack, plan.run).columns) keys.push_back("column." + column.name);
  for (const auto& chart : pack.results.charts) keys.push_back("chart." + chart.id);
  for (const auto& card : pack.results.cards) keys.push_back("card." + card.id);
  for (const char* why : {"approached", "not_allowed", "too_early", "no_value", "capacity"}) keys.push_back(std::string("plan_status.") + why);
  for (const auto& [language, texts] : pack.wording) {
    for (const auto& key : keys) EXPECT_TRUE(texts.contains(key)) << language << " " << key;
  }
}

TEST_F(Contacts, OnlyTheNewestPlansAreKept) {
  auto connection = wealth_->workspace().Connect();
  const int64_t first = Plan().run;
  connection.Run("INSERT INTO runs SELECT 1000 + range, 'act', now()::TIMESTAMP, 1, '0', '{}', '', '', '' FROM range(" + std::to_string(kKeptPlans - 1) + ")");
  connection.Run("CREATE TABLE run_1000_action AS SELECT 'x' AS customer, 1 AS rank, 0.5 AS probability");
  connection.Run("INSERT INTO run_numbers VALUES (2000)");
  connection.Run("CREATE TABLE run_" + std::to_string(1000 + kKeptPlans - 2) + "_action AS FROM run_1000_action");
  Plan();
  EXPECT_EQ(Count("SELECT count(*) FROM runs WHERE kind = 'act'"), kKeptPlans);
  EXPECT_EQ(Count("SELECT count(*) FROM duckdb_tables() WHERE starts_with(table_name, 'run_" + std::to_string(first) + "_')"), 0);
  connection.Run("DELETE FROM runs WHERE run BETWEEN 1000 AND 1999; DROP TABLE run_1000_action");
  connection.Run("DROP TABLE run_" + std::to_string(1000 + kKeptPlans - 2) + "_action");
}

TEST_F(Contacts, SegmentsAreKnownWhereTheyWereMade) {
  SegmentOptions options;
  options.clusters = 4;
  SegmentCustomers(wealth_->workspace(), wealth_->pack(), options, progress_);
  const auto plan = Plan();
  EXPECT_EQ(Count("SELECT count(*) FROM main.actions WHERE segment IS NULL OR segment_name IS NULL"), 0);
  EXPECT_EQ(Count("SELECT count(*) FROM main.actions"), static_cast<int64_t>(plan.listed));
}

TEST_F(Contacts, AStartThatIsNoDayOfThePlanIsRefused) {
  const auto message = [&](const std::string& start) -> std::string {
    try {
      ActOptions options;
      options.start = start;
      Plan(options);
    } catch (const Error& error) {
      return error.message();
    }
    return "";
  };
  EXPECT_EQ(message("soon"), "--start is no date: soon");
  EXPECT_EQ(message("2025-12-31"), "--start lies before the end of the month of the scores, 2025-12");
  EXPECT_EQ(message("2026-01-05"), "");
}

TEST(ContactsWithout, CapacityNobodyIsApproached) {
  WealthWorkspace wealth(300, [](const std::filesystem::path& pack) {
    for (const char* capacity : {"capacity = 1500", "capacity = 300", "capacity = 20000"}) EditFile(pack / "act.toml", capacity, "capacity = 0");
  });
  Progress progress;
  try {
    PlanContacts(wealth.workspace(), wealth.pack(), {}, progress);
    ADD_FAILURE() << "planned without scores";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "no customer has been scored in this workspace yet");
  }
  wealth.Score();
  const auto plan = PlanContacts(wealth.workspace(), wealth.pack(), {}, progress);
  EXPECT_EQ(plan.approached, 0u);
  EXPECT_GT(plan.left_out[3].second, 0u);
  EXPECT_EQ(plan.left_out[3].first, "capacity");
  EXPECT_EQ(plan.example, "");
}

TEST(ContactsWithout, AContactInTheFutureCountsAsMadeOnTheLastDayOfTheMonth) {
  WealthWorkspace wealth(300);
  wealth.Score();
  wealth.workspace().Connect().Run(
      "UPDATE main.user_behavior_assets SET last_contact_time = TIMESTAMP '2031-01-01', marketing_cool_period = 3, contact_result = '考虑中'");
  Progress progress;
  PlanContacts(wealth.workspace(), wealth.pack(), {}, progress);
  auto connection = wealth.workspace().Connect();
  EXPECT_GT(connection.Integer("SELECT count(*) FROM main.actions WHERE channel IS NOT NULL"), 0);
  EXPECT_EQ(connection.Integer("SELECT count(*) FROM main.actions WHERE channel IS NOT NULL AND day < DATE '2026-01-03'"), 0);
}

std::string CheckOf(const std::string& file, const std::string& before, const std::string& after) {
  const auto folder = std::filesystem::temp_directory_path() / ("auspex-act-" + std::to_string(getpid()));
  std::filesystem::remove_all(folder);
  std::filesystem::copy(std::filesystem::path(AUSPEX_SOURCE_DIR) / "packs" / "wealth", folder, std::filesystem::copy_options::recursive);
  EditFile(folder / file, before, after);
  std::string said;
  try {
    CheckAct(pack::ReadPack(folder));
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage);
    said = error.where().substr(error.where().find_last_of('/') + 1) + ": " + error.message();
  }
  std::filesystem::remove_all(folder);
  return said;
}

TEST(ContactsOfAPack, WhatDoesNotHoldIsNamedWithFileAndLine) {
  EXPECT_EQ(CheckOf("act.toml", "capacity = 300", "capacity = 0"), "");
  const auto expect = [](const std::string& before, const std::string& after, const std::string& message) {
    const std::string said = CheckOf("act.toml", before, after);
    EXPECT_NE(said.find(message), std::string::npos) << said;
    EXPECT_TRUE(said.starts_with("act.toml:")) << said;
  };
  expect("capacity = 300", "capacity = -1", "`capacity` is -1");
  expect("capacity = 300\n", "", "the channel `branch` has no capacity");
  expect("value = 8000 ", "#", "the key `value` is missing");
  expect("app_opens > 0", "app_open > 0", "the condition `opens_app` does not hold as SQL");
  expect("holds = \"app_opens > 0\"", "holds = \"app_opens\"", "the condition `opens_app` is DOUBLE and not BOOLEAN");
  expect("when = [\"opens_app\"]", "when = [\"open_app\"]", "the channel `push` asks for the unknown condition `open_app`");
  expect("from = \"cool_until\"", "from = \"cool_till\"", "`from` of the channel `push` does not hold as SQL");
  expect("when = \"cash_share >= 0.5\"", "when = \"cash >= 0.5\"", "the condition of the message message.cash does not hold as SQL");
  expect("when = \"true\"", "when = \"false\"", "some customers would have no message");
  expect("effect = 0.08", "effect = 8", "`effect` is out of range");
  expect("days = 5", "days = 100", "`days` is 100");
  EXPECT_NE(CheckOf("wording/en.toml", "{compares} times", "{compare} times").find("the message message.comparing in en does not hold as SQL"),
            std::string::npos);
  EXPECT_NE(CheckOf("result.sql", "left_out_because", "left_out_becuase").find("result.sql:3: the result's SQL"), std::string::npos);
  EXPECT_NE(CheckOf("results.toml", "count(channel_name)", "count(chanel)").find("the card `approached`"), std::string::npos);
  EXPECT_NE(CheckOf("act.sql", "branch_name\nFROM", "branch_name, 1 AS rank\nFROM").find("the column `rank` is there already"), std::string::npos);
  EXPECT_NE(CheckOf("act.sql", "past.user_base", "main.user_base").find("act.sql: the row of the channels' conditions does not hold as SQL"),
            std::string::npos);
}

}  // namespace
}  // namespace auspex::flow
