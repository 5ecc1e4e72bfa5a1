// The simulation of the pack wealth: what the files say holds together, and truth.csv is the probability that follows from
// what shows at the cutoff.
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>

#include "base/threads.h"
#include "simulate/simulation_fixture_for_test.h"
#include "store/database.h"

namespace auspex::simulate {
namespace {

const std::filesystem::path kScript = AUSPEX_SOURCE_DIR "/packs/wealth/simulate.sql";

namespace fs = std::filesystem;

class WealthTest : public TablesTest {
 protected:
  void Make(uint64_t customers, double faults = 0) {
    options_.customers = customers;
    options_.faults = faults;
    summary_ = SimulateTables(kScript, options_, quiet_);
    for (const char* name : {"user_base", "user_behavior_assets", "contacts", "truth"}) {
      connection_.Run("CREATE TABLE " + std::string(name) + " AS SELECT * FROM read_csv('" + (options_.out / name).string() + ".csv', sample_size = -1)");
    }
    connection_.Run("CREATE VIEW panel AS SELECT *, stock_portfolio_value + cash_balance + fixed_income_products_value + equity_products_value "
                    "+ alternative_products_value AS total, CAST(stat_month || '-01' AS DATE) AS month FROM user_behavior_assets");
  }
  int64_t Count(const std::string& condition) { return connection_.Integer("SELECT count(*) FROM panel JOIN user_base USING (user_id) WHERE " + condition); }
  double Number(const std::string& sql) { return std::stod(connection_.Text(sql)); }

  store::Database database_{{}};
  store::Connection connection_ = database_.Connect();
  TableSummary summary_;
};

TEST_F(WealthTest, SameBytesForAnyNumberOfThreadsAndAnySlice) {
  options_.customers = 3000;
  std::map<std::string, std::string> first;
  for (const size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    options_.slice = threads == 2 ? 1111 : 100'000;
    SimulateTables(kScript, options_, quiet_);
    for (const char* name : {"user_base.csv", "user_behavior_assets.csv", "contacts.csv", "truth.csv"}) {
      if (threads == 1) first[name] = Bytes(name);
      EXPECT_TRUE(Bytes(name) == first[name]) << name << " with " << threads << " threads";
    }
  }
  SetThreads(0);
  options_.seed = 2;
  SimulateTables(kScript, options_, quiet_);
  for (const auto& [name, bytes] : first) EXPECT_FALSE(Bytes(name) == bytes) << name;
}

TEST_F(WealthTest, ContactsAreThoseOfTheMonths) {
  Make(2000);
  const std::string of_months = "(SELECT user_id, last_contact_time, contact_result FROM panel WHERE date_trunc('month', last_contact_time) = month)";
  EXPECT_EQ(connection_.Integer("SELECT count(*) FROM contacts"), connection_.Integer("SELECT count(*) FROM " + of_months));
  EXPECT_EQ(connection_.Integer("SELECT count(*) FROM contacts JOIN " + of_months + " AS m ON m.user_id = contacts.user_id AND last_contact_time = contact_time "
                                "AND contact_result = result"), connection_.Integer("SELECT count(*) FROM contacts"));
}

TEST_F(WealthTest, APlannedContactIsAnsweredAsAnyOtherOfItsChannel) {
  fs::create_directories(options_.out);
  std::ofstream plan(folder_ / "plan.csv");
  plan << "rank,customer,channel,day\n";
  for (int i = 1; i <= 12'000; ++i) {
    std::string id = std::to_string(i);
    plan << i << ",U" << std::string(8 - id.size(), '0') << id << "," << (i % 3 == 0 ? "push" : i % 3 == 1 ? "call" : "") << ",2026-01-05\n";
  }
  plan.close();
  options_.plan = folder_ / "plan.csv";
  Make(12'000);
  // Interest shows in the product compares of the month before: 0 to 2, 3 to 7, more.
  connection_.Run("CREATE VIEW answers AS SELECT channel, contact_time >= TIMESTAMP '2026-01-01' AS planned, least((app_product_compare_count + 2) // 5, 2) AS interest, "
                  "result = '有意向' AS interested FROM contacts JOIN panel ON panel.user_id = contacts.user_id AND month = date_trunc('month', contact_time) - INTERVAL 1 MONTH");
  EXPECT_NEAR(static_cast<double>(connection_.Integer("SELECT count(*) FROM answers WHERE planned")), 0.93 * 8'000, 100);
  EXPECT_EQ(connection_.Integer("SELECT count(*) FROM answers WHERE planned AND channel = 'branch'"), 0);
  for (const char* group : {"channel = 'push' AND interest = 0", "channel = 'call' AND interest = 0", "channel = 'call' AND interest = 2"}) {
    const auto of = [&](const std::string& what, const std::string& planned) { return Number("SELECT " + what + " FROM answers WHERE " + group + " AND " + planned); };
    const double before = of("avg(CAST(interested AS INTEGER))", "NOT planned"), after = of("avg(CAST(interested AS INTEGER))", "planned");
    const double error = std::sqrt(before * (1 - before) * (1 / of("count(*)", "planned") + 1 / of("count(*)", "NOT planned")));
    EXPECT_NEAR(after, before, 4 * error) << group;
  }
}

TEST_F(WealthTest, FlagsLevelsAndTimesAgreeWithTheValues) {
  Make(3000);
  EXPECT_EQ(Count("true"), 36'000);
  EXPECT_EQ(Count("(stock_hold_flag = 1) != (stock_portfolio_value > 0) OR (fixed_income_flag = 1) != (fixed_income_products_value > 0) "
                  "OR (equity_flag = 1) != (equity_products_value > 0) OR (alternative_flag = 1) != (alternative_products_value > 0)"), 0);
  EXPECT_EQ(Count("product_count != stock_hold_flag + fixed_income_flag + equity_flag + alternative_flag"), 0);
  EXPECT_EQ(Count("least(stock_portfolio_value, cash_balance, fixed_income_products_value, equity_products_value, alternative_products_value) < 0"), 0);
  EXPECT_EQ(Count("asset_level != CASE WHEN total < 1e5 THEN '10万以下' WHEN total < 2e5 THEN '10-20万' WHEN total < 5e5 THEN '20-50万' WHEN total < 8e5 THEN '50-80万' "
                  "WHEN total < 1e6 THEN '80-100万' WHEN total < 2e6 THEN '100-200万' WHEN total < 5e6 THEN '200-500万' ELSE '500万以上' END"), 0);
  EXPECT_EQ(Count("last_app_login_time >= month + INTERVAL 1 MONTH OR last_contact_time >= month + INTERVAL 1 MONTH OR last_app_login_time < open_account_date"), 0);
  EXPECT_EQ(Count("stock_app_open_count > 0 AND last_app_login_time < month"), 0);
  EXPECT_EQ(Count("open_account_date >= DATE '2025-01-01' OR last_contact_time < DATE '2025-01-01'"), 0);
  EXPECT_EQ(Count("(contact_result IS NULL) != (last_contact_time IS NULL)"), 0);
  EXPECT_GT(Count("last_contact_time >= month"), 3000);
  EXPECT_EQ(connection_.Integer("SELECT count(*) FROM (SELECT last_contact_time AS t, lag(last_contact_time) OVER w AS before, lag(marketing_cool_period) OVER w AS cool "
                                "FROM panel WINDOW w AS (PARTITION BY user_id ORDER BY month)) WHERE t > before AND CAST(t AS DATE) < CAST(before AS DATE) + CAST(cool AS INTEGER)"), 0)
      << "nobody is contacted within the cool-down";
}

TEST_F(WealthTest, CustomersHangTogether) {
  Make(20'000);
  const auto mean = [&](const std::string& value, const std::string& condition) {
    return Number("SELECT avg(" + value + ") FROM panel JOIN user_base USING (user_id) WHERE " + condition);
  };
  EXPECT_GT(mean("total", "occupation_type = '企业主'"), 1.3 * mean("total", "occupation_type = '企业职员'"));
  EXPECT_GT(mean("total", "city_level = '一线'"), 1.15 * mean("total", "city_level = '三线及以下'"));
  EXPECT_GT(mean("total", "age BETWEEN 45 AND 60"), 1.15 * mean("total", "age < 30"));
  EXPECT_GT(mean("fixed_income_products_value / total", "age > 60"), 1.2 * mean("fixed_income_products_value / total", "age < 35"));
  EXPECT_GT(mean("credit_card_monthly_expense", "occupation_type = '专业人士'"), 1.2 * mean("credit_card_monthly_expense", "occupation_type = '企业职员'"));
  const std::string willing = "CAST(contact_result = '有意向' AS INTEGER)";
  EXPECT_GT(mean(willing, "app_product_compare_count > 7"), 1.3 * mean(willing, "app_product_compare_count < 3"));
  EXPECT_EQ(connection_.Integer("SELECT count(DISTINCT branch_name) FROM user_base"), 48);
  EXPECT_EQ(connection_.Integer("SELECT count(*) FROM (SELECT branch_name FROM user_base GROUP BY 1 HAVING count(DISTINCT city_level) > 1)"), 0);
}

// ----- the law, written down a second time, in floating point and by recursion

struct Nature {
  int drift, swing, readiness;
};

class Law {
 public:
  explicit Law(Nature nature) : nature_(nature) {}

  /// Probability that a customer `below` rungs under the threshold reaches it within `months`.
  double Reach(int months, int interest, int below) {
    if (months == 0) return 0;
    const auto [place, is_new] = known_.try_emplace({months, interest, below}, 0.0);
    if (!is_new) return place->second;
    double reach = 0;
    const int in = std::array{2, 25, 100}[static_cast<size_t>(interest)] * nature_.readiness;
    constexpr std::array kFlows = {60, 120, 80, 40, 100, 60, 40, 120, 80, 60};
    for (int r = 0; r < in; ++r) reach += AfterFlow(months, interest, below, kFlows[static_cast<size_t>(r) % 10]) / 1000.0;
    reach += (994 - in) / 1000.0 * AfterFlow(months, interest, below, 0);
    reach += 6 / 1000.0 * AfterFlow(months, interest, below, -40);
    return known_[{months, interest, below}] = reach;
  }

 private:
  double AfterFlow(int months, int interest, int below, int flow) {
    constexpr std::array kShocks = {0.03, 0.10, 0.22, 0.30, 0.22, 0.10, 0.03};
    double reach = 0;
    for (int shock = -3; shock <= 3; ++shock) {
      const int left = below - flow - nature_.drift - shock * nature_.swing;
      reach += kShocks[static_cast<size_t>(shock + 3)] * (left <= 0 ? 1 : AfterChange(months - 1, interest, flow, left));
    }
    return reach;
  }

  double AfterChange(int months, int interest, int flow, int left) {
    if (months == 0 || left > 3 * (120 + 12 + 2)) return 0;
    if (flow > 0) return Reach(months, 0, left);
    const double wake = 0.02 + 0.02 * nature_.readiness;
    if (interest == 0) return wake * Reach(months, 1, left) + (1 - wake) * Reach(months, 0, left);
    if (interest == 1) return 0.25 * Reach(months, 2, left) + 0.20 * Reach(months, 0, left) + 0.55 * Reach(months, 1, left);
    return 0.20 * Reach(months, 0, left) + 0.80 * Reach(months, 2, left);
  }

  Nature nature_;
  std::map<std::array<int, 3>, double> known_;
};

TEST_F(WealthTest, TheProbabilityFollowsFromWhatShowsAtTheCutoff) {
  Make(2000);
  auto result = connection_.Query(
      "SELECT t.probability, CAST(ceil(-100 * ln(total / 1e6)) AS INTEGER), CAST(app_product_compare_count AS INTEGER), "
      "CAST(CASE lifecycle_stage WHEN '新客期' THEN 1 WHEN '成长期' THEN 2 WHEN '成熟期' THEN 0 WHEN '衰退期' THEN -2 WHEN '沉睡期' THEN -1 END AS INTEGER), "
      "CAST(CASE WHEN occupation_type IN ('企业主', '自由职业') THEN 4 ELSE 2 END AS INTEGER), "
      "CAST(CASE WHEN age >= 35 AND age <= 55 AND city_level LIKE '%一线' THEN 3 WHEN age < 30 OR city_level LIKE '三线%' THEN 1 ELSE 2 END AS INTEGER) "
      "FROM truth t JOIN panel USING (user_id, stat_month) JOIN user_base USING (user_id)");
  std::map<std::array<int, 3>, Law> laws;
  size_t rows = 0;
  for (store::Chunk chunk; result.Next(chunk);) {
    const auto whole = [&](size_t column, size_t row) { return chunk.Numbers<int32_t>(column)[row]; };
    for (size_t r = 0; r < chunk.rows(); ++r, ++rows) {
      const Nature nature{whole(3, r), whole(4, r), whole(5, r)};
      Law& law = laws.try_emplace({nature.drift, nature.swing, nature.readiness}, nature).first->second;
      const int interest = whole(2, r) < 3 ? 0 : whole(2, r) < 8 ? 1 : 2;
      ASSERT_NEAR(chunk.Numbers<double>(0)[r], law.Reach(3, interest, whole(1, r)), 1e-10) << "row " << r;
    }
  }
  EXPECT_GT(rows, 3000u);
  EXPECT_EQ(laws.size(), 30u);
}

TEST_F(WealthTest, WhatIsForetoldComesAsOften) {
  Make(30'000);
  // In bins of the probability, what came lies within four standard errors of what was foretold.
  auto result = connection_.Query("SELECT avg(probability), avg(CAST(happened AS INTEGER)), sqrt(sum(probability * (1 - probability))) / count(*), count(*) "
                                  "FROM truth GROUP BY CAST(floor(-2 * ln(greatest(probability, 1e-4))) AS INTEGER), stat_month");
  for (store::Chunk chunk; result.Next(chunk);) {
    for (size_t r = 0; r < chunk.rows(); ++r) {
      EXPECT_NEAR(chunk.Numbers<double>(1)[r], chunk.Numbers<double>(0)[r], 4 * chunk.Numbers<double>(2)[r] + 1e-9) << "around " << chunk.Numbers<double>(0)[r];
    }
  }
  ASSERT_TRUE(summary_.optimum);
  EXPECT_GT(summary_.optimum->auc, 0.90);
  EXPECT_LT(summary_.optimum->auc, 0.94);
  EXPECT_NEAR(summary_.optimum->foretold, 0.043, 0.004);
  // Where the months are shown, `happened` is what the file says.
  EXPECT_EQ(connection_.Integer("SELECT count(*) FROM (SELECT t.happened, max(total) >= 1e6 AS shown FROM truth t JOIN panel p ON p.user_id = t.user_id "
                                "AND p.month > DATE '2025-09-01' WHERE t.stat_month = '2025-09' GROUP BY t.user_id, t.happened) WHERE happened != shown"), 0);
  EXPECT_EQ(connection_.Integer("SELECT count(*) FROM truth JOIN panel USING (user_id, stat_month) WHERE total >= 1e6"), 0) << "only customers below the threshold";
}

TEST_F(WealthTest, FaultsComeOnRequestOnlyAndLeaveTheTruthAlone) {
  Make(2000);
  const std::string truth = Bytes("truth.csv");
  EXPECT_EQ(Count("age IS NULL OR cash_balance IS NULL OR app_financial_view_time IS NULL OR credit_card_monthly_expense IS NULL"), 0);
  options_.out = folder_ / "faulty";
  connection_.Run("DROP VIEW panel; DROP TABLE contacts; DROP TABLE user_base; DROP TABLE user_behavior_assets; DROP TABLE truth");
  Make(2000, 0.02);
  EXPECT_EQ(Bytes("truth.csv"), truth);
  EXPECT_NEAR(static_cast<double>(Count("cash_balance IS NULL")) / 24'000, 0.02, 0.005);
  EXPECT_NEAR(static_cast<double>(Count("(stock_hold_flag = 1) != (stock_portfolio_value > 0)")) / 24'000, 0.02, 0.005);
  EXPECT_GT(connection_.Integer("SELECT count(*) FROM user_base WHERE age IS NULL"), 15);
}

}  // namespace
}  // namespace auspex::simulate
