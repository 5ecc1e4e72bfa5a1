// What follows a changed feature, against features.sql on data that are changed the same way; and rescoring.
#include "flow/task_what_if.h"

#include <gmock/gmock.h>

#include <cmath>

#include "base/progress.h"
#include "data/follow_sql.h"
#include "data/ingest.h"
#include "flow/result_runs.h"
#include "flow/segment.h"
#include "flow/customer_segment.h"
#include "flow/task_predict.h"
#include "flow/task_train.h"
#include "flow/wealth_for_test.h"

namespace auspex::flow {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class TaskWhatIfTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    wealth_ = std::make_unique<WealthWorkspace>(1500);
    Progress quiet;
    TaskTrainOptions options;
    options.models = {"logistic"};
    TrainTask(wealth_->workspace(), wealth_->pack(), options, quiet);
    top_ = PredictTask(wealth_->workspace(), wealth_->pack(), {.out = {}, .model = {}}, quiet).top.at(0).customer;
  }
  static void TearDownTestSuite() { wealth_.reset(); }
  static store::Workspace& Workspace() { return wealth_->workspace(); }
  static const pack::Pack& Pack() { return wealth_->pack(); }

  TaskWhatIf If(const FeatureChanges& changes) { return ExplainIf(Workspace(), Pack(), top_, changes); }
  std::string ErrorOf(const std::string& customer, const FeatureChanges& changes) {
    try {
      ExplainIf(Workspace(), Pack(), customer, changes);
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::kUsage);
      return error.message() + " | " + error.where() + " | " + error.advice();
    }
    return "no error";
  }
  static const ReceiptLine& Line(const TaskReceipt& receipt, const std::string& feature) {
    return *std::ranges::find(receipt.features, feature, &ReceiptLine::feature);
  }

  static inline std::unique_ptr<WealthWorkspace> wealth_;
  static inline std::string top_;
};

using Row = std::map<std::string, std::optional<std::string>>;

Row OneRow(store::Connection& connection, const std::string& sql, const std::vector<store::Value>& values = {}) {
  store::Result result = connection.Query(sql, values);
  std::vector<std::string> names;
  for (size_t c = 0; c < result.columns(); ++c) names.push_back(result.Name(c));
  Row row;
  const auto rows = result.Rows();
  EXPECT_EQ(rows.size(), 1u) << sql;
  for (size_t c = 0; c < names.size(); ++c) row[names[c]] = rows.at(0)[c];
  return row;
}

/// Changes what stands in the newest month of `customer` by `update`, lets features.sql make the features anew, and compares them with what the rules of
/// features.toml make of the row before once the features of `roots` are as they are after.
void ExpectFollows(store::Connection& connection, const pack::TableTask& task, const std::string& customer, const std::string& update,
                   const std::set<std::string>& roots) {
  const data::Month newest = 12 * 2025 + 11;
  const data::FeatureRelation features = data::FeaturesIn(connection, "stored_features");
  store::Transaction undone(connection);
  connection.Run("UPDATE user_behavior_assets SET " + update + " WHERE user_id = '" + customer + "' AND stat_month = DATE '2025-12-01'");
  const Row wanted = OneRow(connection, "SELECT * FROM (" + task.features_sql + ") WHERE user_id = '" + customer + "'");
  std::vector<store::Value> values = {customer};
  for (const auto& root : roots) values.push_back(std::stod(wanted.at(root).value()));
  const Row followed = OneRow(connection, "SELECT * FROM (" + data::FollowSql(task, features, newest, roots) + ") WHERE user_id = 'changed'", values);
  for (const auto& feature : task.features) {
    const auto &is = followed.at(feature.name), &should = wanted.at(feature.name);
    ASSERT_EQ(is.has_value(), should.has_value()) << customer << " " << feature.name;
    if (!is || feature.format == pack::ValueFormat::kText || feature.name == "cooling_down") continue;
    EXPECT_NEAR(std::stod(*is), std::stod(*should), 2e-6 * std::max(1.0, std::abs(std::stod(*should)))) << customer << " " << feature.name;
  }
}

TEST_F(TaskWhatIfTest, WhatFollowsIsWhatTheFeaturesWouldBe) {
  store::Connection connection = Workspace().Connect();
  data::SetPast(connection, Pack(), 12 * 2025 + 11);
  const pack::TableTask& task = *Pack().table_task;
  connection.Run("CREATE TEMP TABLE stored_features AS SELECT * FROM (" + task.features_sql + ")");
  const auto customers = connection.Query("SELECT user_id FROM stored_features WHERE total BETWEEN 20000 AND 800000 AND growth_6 IS NOT NULL AND view_time IS NOT NULL AND "
                                          "compares IS NOT NULL AND opens IS NOT NULL AND expense IS NOT NULL ORDER BY user_id LIMIT 6")
                             .Rows();
  ASSERT_EQ(customers.size(), 6u);
  const std::string more =
      "stock_portfolio_value = stock_portfolio_value * 1.2, cash_balance = cash_balance * 1.2, fixed_income_products_value = fixed_income_products_value * 1.2, "
      "equity_products_value = equity_products_value * 1.2, alternative_products_value = alternative_products_value * 1.2";
  for (const auto& row : customers) {
    ExpectFollows(connection, task, *row[0], more, {"total"});
    ExpectFollows(connection, task, *row[0],
                  "app_product_compare_count = app_product_compare_count + 7, stock_app_open_count = stock_app_open_count + 2, app_financial_view_time = "
                  "app_financial_view_time + 30, stock_trade_freq = stock_trade_freq + 4, investment_monthly_count = investment_monthly_count + 3, "
                  "credit_card_monthly_expense = credit_card_monthly_expense + 5000, product_count = product_count + 1",
                  {"compares", "opens", "view_time", "trades", "investments", "expense", "products"});
  }
}

TEST_F(TaskWhatIfTest, FollowersComeAfterWhatTheyFollow) {
  const auto levels = data::Followers(*Pack().table_task, {"total"});
  std::set<std::string> before = {"total"};
  for (const auto& level : levels) {
    for (const auto* feature : level) EXPECT_FALSE(before.contains(feature->name));
    for (const auto* feature : level) before.insert(feature->name);
  }
  EXPECT_THAT(before, Contains("months_to_threshold"));
  EXPECT_THAT(before, Contains("largest_change"));
  EXPECT_THAT(before, Not(Contains("largest_share")));
  EXPECT_TRUE(data::Followers(*Pack().table_task, {"age"}).empty());
}

TEST_F(TaskWhatIfTest, NothingChangedIsTheReceipt) {
  const auto same = If({});
  const auto receipt = ExplainCustomer(Workspace(), Pack(), top_);
  EXPECT_EQ(same.before.margin, receipt.margin);
  EXPECT_EQ(same.after.margin, receipt.margin);
  EXPECT_EQ(same.after.probability, receipt.probability);
  EXPECT_EQ(same.after.rank, 1u);
  EXPECT_TRUE(same.moved.empty());
}

TEST_F(TaskWhatIfTest, AChangeMovesTheScoreAndWhatFollows) {
  const double total = Line(If({}).before, "total").number;
  const auto poorer = If({{"total", total / 10}});
  EXPECT_LT(poorer.after.probability, poorer.before.probability);
  EXPECT_GT(poorer.after.rank, 1u);
  EXPECT_THAT(poorer.moved, Contains("distance"));
  EXPECT_THAT(poorer.moved, Not(Contains("total"))) << "it was set";
  EXPECT_NEAR(Line(poorer.after, "distance").number, std::log(1e6 / (total / 10)), 1e-4);
  double sum = poorer.after.base;
  for (const auto& line : poorer.after.features) sum += line.share;
  EXPECT_NEAR(sum, poorer.after.margin, 1e-9);
  // What is set stays as it is set.
  const auto both = If({{"total", total / 10}, {"distance", 0.25}});
  EXPECT_FLOAT_EQ(Line(both.after, "distance").number, 0.25f);
  EXPECT_TRUE(std::isnan(Line(If({{"age", std::monostate()}}).after, "age").number));
}

TEST_F(TaskWhatIfTest, CategoriesAreThoseOfTheModel) {
  const auto before = Line(If({}).before, "lifecycle_stage");
  ASSERT_GE(before.categories.size(), 2u);
  const std::string other = before.categories.at(before.categories[0] == before.value ? 1 : 0);
  const auto after = Line(If({{"lifecycle_stage", other}}).after, "lifecycle_stage");
  EXPECT_EQ(after.value, other);
}

TEST_F(TaskWhatIfTest, ReceiptsAreInTheCallersLanguage) {
  const auto english = ExplainCustomer(Workspace(), Pack(), top_, {.language = "en"});
  const auto chinese = ExplainCustomer(Workspace(), Pack(), top_);
  EXPECT_EQ(english.outcome, "total assets of 1,000,000 or more");
  EXPECT_EQ(Line(english, "total").meaning, "total assets");
  EXPECT_EQ(Line(english, "total").group, "level of assets");
  EXPECT_EQ(Line(english, "total").unit, "CNY");
  EXPECT_EQ(Line(chinese, "total").meaning, "資產總額");
  EXPECT_NE(english.reasons[0].text, chinese.reasons[0].text);
  EXPECT_EQ(english.reasons[0].share, chinese.reasons[0].share);
  EXPECT_EQ(ExplainCustomer(Workspace(), Pack(), top_, {.language = "fr"}).outcome, chinese.outcome) << "the pack's own where it has no such language";
}

TEST_F(TaskWhatIfTest, AModelIsReadOnce) {
  ScorerCache scorers;
  const TaskExplainOptions options = {.language = "en", .scorers = &scorers};
  ExplainIf(Workspace(), Pack(), top_, {}, options);
  store::Connection connection = Workspace().Connect();
  const auto run = NewestScores(connection);
  EXPECT_EQ(ScorerOf(Workspace(), connection, Pack(), run, options), ScorerOf(Workspace(), connection, Pack(), run, options));
}

TEST_F(TaskWhatIfTest, CustomersAreFoundByTheBeginningOfTheirId) {
  store::Connection connection = Workspace().Connect();
  const auto run = NewestScores(connection);
  const auto best = SearchScored(connection, run, "", 3);
  ASSERT_EQ(best.size(), 3u);
  EXPECT_EQ(best[0].customer, top_);
  EXPECT_EQ(best[2].rank, 3u);
  const auto found = SearchScored(connection, run, "u", 5);
  ASSERT_EQ(found.size(), 5u) << "without regard to case";
  EXPECT_LT(found[0].rank, found[1].rank);
  EXPECT_EQ(SearchScored(connection, run, top_, 5).at(0).customer, top_);
  EXPECT_TRUE(SearchScored(connection, run, "%", 5).empty());
  EXPECT_EQ(RankWith(connection, run, {.customer = "nobody"}, 1.0, 1e9), 1u);
  for (const auto& line : SearchScored(connection, run, "", 40)) EXPECT_EQ(RankWith(connection, run, line, line.probability, line.margin), line.rank);
}

TEST_F(TaskWhatIfTest, WhatCannotBeSupposedIsSaid) {
  EXPECT_EQ(ErrorOf(top_, {{"totl", 1.0}}), "the model has no feature totl | totl | Correct the name; did you mean `total`?");
  EXPECT_EQ(ErrorOf(top_, {{"total", std::string("much")}}), "the feature total is a number, and no text | total | Send a number, or null for a missing value.");
  EXPECT_EQ(ErrorOf(top_, {{"gender", 1.0}}), "the feature gender is a text, and no number | gender | Send one of its texts, or null for a missing value.");
  EXPECT_THAT(ErrorOf(top_, {{"gender", std::string("x")}}), HasSubstr("the model has not learnt the value x of the feature gender | gender | Choose one of these: "));
  EXPECT_EQ(ErrorOf(top_, {{"total", 1e300}}), "the value of the feature total is out of all sense | total | Send a number between -1e15 and 1e15.");
  EXPECT_THAT(ErrorOf("nobody", {}), HasSubstr("has no customer nobody"));
}

TEST_F(TaskWhatIfTest, WhatFollowsAndCannotBeWorkedOutIsSaid) {
  pack::Pack pack = Pack();
  std::ranges::find(pack.table_task->features, "distance", &pack::TaskFeature::name)->follows = "ln(total - total)";
  try {
    ExplainIf(Workspace(), pack, top_, {{"total", 5.0}});
    FAIL() << "nothing thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kData);
    EXPECT_THAT(error.message(), HasSubstr("what follows the changed features cannot be worked out: "));
    EXPECT_THAT(error.where(), HasSubstr("features.toml"));
  }
}

TEST_F(TaskWhatIfTest, ASegmentIsNamedInTheCallersLanguage) {
  store::Connection connection = Workspace().Connect();
  EXPECT_FALSE(SegmentOf(connection, Pack(), top_, "en"));
  Progress quiet;
  SegmentOptions options;
  options.clusters = 4;
  SegmentCustomers(Workspace(), Pack(), options, quiet);
  const auto segment = SegmentOf(connection, Pack(), top_, "en");
  ASSERT_TRUE(segment);
  const auto english = Pack().wording.at("en").find("segment." + segment->id);
  if (english != Pack().wording.at("en").end()) {
    EXPECT_EQ(segment->name, english->second);
  }
  EXPECT_FALSE(segment->name.empty());
}

}  // namespace
}  // namespace auspex::flow
