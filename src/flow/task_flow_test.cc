// The wealth pack end to end on 3,000 simulated customers: features, training, judging, prediction, receipts; and bad input.
#include <gmock/gmock.h>
#include <unistd.h>

#include <cmath>
#include <fstream>

#include "base/error.h"
#include "base/progress.h"
#include "base/threads.h"
#include "data/ingest.h"
#include "flow/result_runs.h"
#include "flow/report/report.h"
#include "flow/task_report.h"
#include "flow/task_report_data.h"
#include "simulate/table_simulation.h"

namespace auspex::flow {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

const fs::path kPack = fs::path(AUSPEX_SOURCE_DIR) / "packs" / "wealth";

/// The files are simulated once for all tests; each has a workspace of its own.
class TaskFlowTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string name = (fs::temp_directory_path() / "auspex-task-XXXXXX").string();
    root_ = new fs::path(mkdtemp(name.data()));
    Progress quiet;
    simulate::TableSimulationOptions options;
    options.customers = 3000;
    options.seed = 5;
    options.out = *root_ / "files";
    simulate::SimulateTables(kPack / "simulate.sql", options, quiet);
  }
  static void TearDownTestSuite() {
    fs::remove_all(*root_);
    delete root_;
  }

  TaskFlowTest() {
    folder_ = *root_ / testing::UnitTest::GetInstance()->current_test_info()->name();
    store::Workspace::Create(folder_, kPack, "wealth");
    pack_ = pack::ReadPack(folder_ / "pack");
    workspace_ = std::make_unique<store::Workspace>(folder_);
  }

  void Load() {
    store::Connection connection = workspace_->Connect();
    data::Ingest(connection, pack_, std::vector{*root_ / "files" / "user_base.csv", *root_ / "files" / "user_behavior_assets.csv"}, {}, quiet_);
  }
  void Run(const std::string& sql) { workspace_->Connect().Run(sql); }
  int64_t Integer(const std::string& sql) { return workspace_->Connect().Integer(sql); }

  TaskTrainSummary Train(const std::vector<std::string>& models = {"logistic", "tree"}) {
    TaskTrainOptions options;
    options.models = models;
    return TrainTask(*workspace_, pack_, options, quiet_);
  }
  TaskPredictSummary Predict(const fs::path& out = {}) { return PredictTask(*workspace_, pack_, {.out = out, .model = {}}, quiet_); }

  template <class Work>
  std::string ErrorOf(Work work, Fault fault = Fault::kData) {
    try {
      work();
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), fault) << error.message();
      EXPECT_FALSE(error.advice().empty()) << error.message();
      return error.message();
    }
    return "no error";
  }

  static fs::path* root_;
  fs::path folder_;
  pack::Pack pack_;
  std::unique_ptr<store::Workspace> workspace_;
  Progress quiet_;
};

fs::path* TaskFlowTest::root_ = nullptr;

std::string FirstLine(const fs::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

TEST_F(TaskFlowTest, FeaturesAreShownAsThePackDescribesThem) {
  Load();
  const auto summary = MakeTaskFeatures(*workspace_, pack_, {.month = data::MonthFrom("2025-04"), .out = folder_ / "matrix.csv"}, quiet_);
  EXPECT_EQ(summary.features.size(), pack_.table_task->features.size());
  EXPECT_EQ(data::MonthText(summary.cutoff), "2025-04");
  EXPECT_EQ(summary.features[0].meaning, "資產總額");
  const auto growth = std::ranges::find(summary.features, "growth_6", &FeatureLine::name);
  EXPECT_EQ(growth->missing, summary.customers) << "four months are too few to look back on six";
  EXPECT_EQ(static_cast<int64_t>(summary.customers),
            Integer("SELECT count(*) FROM user_behavior_assets WHERE stat_month = DATE '2025-04-01' AND stock_portfolio_value + cash_balance + "
                    "fixed_income_products_value + equity_products_value + alternative_products_value < 1000000"));
  EXPECT_THAT(FirstLine(folder_ / "matrix.csv"), HasSubstr("user_id,total,distance"));
  EXPECT_EQ(ErrorOf([&] { MakeTaskFeatures(*workspace_, pack_, {.month = data::MonthFrom("2024-12"), .out = {}}, quiet_); }),
            "there is no data of 2024-12");
}

TEST_F(TaskFlowTest, CutoffsLeaveTheHorizonBetweenTrainingAndTest) {
  pack::TableTask task = *pack_.table_task;
  const data::Month first = *data::MonthFrom("2025-01");
  const CutoffPlan plan = PlanCutoffs({first, first + 11}, task);
  EXPECT_EQ(plan.test, first + 8);
  EXPECT_THAT(plan.training, ElementsAre(first + 5, first + 4, first + 3));
  task.training_cutoffs = 2;
  EXPECT_THAT(PlanCutoffs({first, first + 11}, task).training, ElementsAre(first + 5, first + 4));
  EXPECT_EQ(ErrorOf([&] { PlanCutoffs({first, first + 8}, task); }),
            "there are 9 months, from 2025-01 to 2025-09, too few to train and test: 4 to look back on and twice a horizon of 3 are 10");
}

TEST_F(TaskFlowTest, TrainingJudgesOnRowsThatNothingHasSeen) {
  Load();
  const auto trained = Train();
  EXPECT_EQ(data::MonthText(trained.test.cutoff), "2025-09");
  EXPECT_EQ(data::MonthText(trained.training.front().cutoff), "2025-06");
  ASSERT_EQ(trained.leaderboard.size(), 2u);
  EXPECT_TRUE(trained.leaderboard[0].record.chosen);
  EXPECT_GT(trained.leaderboard[0].judged.auc.auc, 0.8);
  EXPECT_GE(trained.leaderboard[0].judged.auc.auc, trained.leaderboard[1].judged.auc.auc);
  EXPECT_LT(trained.leaderboard[0].judged.auc.interval.low, trained.leaderboard[0].judged.auc.auc);
  for (const auto& line : trained.leaderboard) EXPECT_TRUE(fs::exists(workspace_->models_folder() / line.record.file));
  EXPECT_GT(trained.calibration_rows, 500u);
  // Judged again from the files, the figures are the same; against the truth nothing beats the optimum.
  const auto judged = EvaluateTask(*workspace_, pack_, {.truth = *root_ / "files" / "truth.csv", .model = {}}, quiet_);
  EXPECT_EQ(judged.models[0].auc.auc, trained.leaderboard[0].judged.auc.auc);
  EXPECT_EQ(judged.models[1].metrics.brier, trained.leaderboard[1].judged.metrics.brier);
  ASSERT_TRUE(judged.truth);
  EXPECT_EQ(judged.truth->rows, trained.test.rows);
  EXPECT_EQ(judged.truth->optimum.ece, 0) << "the truth is calibrated";
  EXPECT_GT(judged.truth->optimum.roc_auc, judged.truth->models[0].second.roc_auc);
  EXPECT_LT(judged.truth->models[0].second.ece, 0.02);
  EXPECT_THAT(ToJson(judged), HasSubstr("\"auc_below_optimum\""));
}

TEST_F(TaskFlowTest, WithRowsEnoughWhoCalibratesIsNotLearnedFrom) {
  Load();
  TaskTrainOptions options;
  options.models = {"logistic"};
  const auto few = TrainTask(*workspace_, pack_, options, quiet_);
  EXPECT_EQ(few.share, 1);
  EXPECT_EQ(few.leaderboard[0].record.windows, few.rows) << "fitted again on all rows";
  options.max_rows = few.rows / 2;  // as many rows as are asked for are enough
  const auto many = TrainTask(*workspace_, pack_, options, quiet_);
  EXPECT_LT(many.share, 1);
  EXPECT_EQ(many.leaderboard[0].record.windows, many.rows - many.calibration_rows);
  const auto asked = static_cast<double>(options.max_rows);
  EXPECT_NEAR(static_cast<double>(many.leaderboard[0].record.windows), asked, 0.06 * asked);
  EXPECT_NEAR(static_cast<double>(many.calibration_rows), asked / 8, 0.2 * asked / 8);
  EXPECT_GT(many.leaderboard[0].judged.auc.auc, 0.75);
}

TEST_F(TaskFlowTest, AnyNumberOfThreadsTrainsAndScoresTheSame) {
  Load();
  std::vector<std::string> models, scores;
  for (const size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    const auto trained = Train({"logistic"});
    std::ifstream in(workspace_->models_folder() / trained.leaderboard[0].record.file, std::ios::binary);
    models.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    const auto predicted = Predict();
    scores.push_back(
        workspace_->Connect().Text("SELECT string_agg(customer || probability || reason_1 || share_1 || reason_5, ';' ORDER BY rank) FROM " +
                                   store::QuoteName(RunTable(predicted.run, "score"))));
  }
  SetThreads(0);
  EXPECT_TRUE(models[0] == models[1] && models[1] == models[2]);
  EXPECT_TRUE(scores[0] == scores[1] && scores[1] == scores[2]);
}

TEST_F(TaskFlowTest, EverybodyBelowTheThresholdIsRankedWithReasonsInWords) {
  Load();
  Train();
  const auto predicted = Predict(folder_ / "out");
  EXPECT_EQ(data::MonthText(predicted.cutoff), "2025-12");
  EXPECT_EQ(Integer("SELECT count(*) FROM main.scores"), static_cast<int64_t>(predicted.customers));
  EXPECT_EQ(Integer("SELECT count(*) FROM (SELECT probability < lead(probability) OVER (ORDER BY rank) AS worse FROM main.scores) WHERE worse"), 0);
  EXPECT_EQ(Integer("SELECT max(rank) FROM main.scores"), static_cast<int64_t>(predicted.customers));
  EXPECT_EQ(predicted.listed, static_cast<uint64_t>(std::llround(0.05 * static_cast<double>(predicted.customers))));
  ASSERT_EQ(predicted.top.size(), 3u);
  EXPECT_EQ(predicted.top[0].reasons.size(), 5u);
  EXPECT_FALSE(predicted.changes) << "nothing to compare with";
  EXPECT_THAT(predicted.files, ElementsAre(folder_ / "out" / "predicted_high_value_customers.csv"));
  EXPECT_EQ(FirstLine(predicted.files[0]), "\xEF\xBB\xBF顧客編號,截至月份,機率,名次,列入名單,新進名單,原因 1,原因 2,原因 3,原因 4,原因 5");
}

TEST_F(TaskFlowTest, AReceiptAddsUp) {
  Load();
  for (const std::string model : {"logistic", "tree"}) {
    Train({model});
    const auto predicted = Predict();
    const auto receipt = ExplainCustomer(*workspace_, pack_, predicted.top[0].customer);
    EXPECT_EQ(receipt.rank, 1u);
    EXPECT_EQ(receipt.model, model);
    EXPECT_NEAR(receipt.probability, predicted.top[0].probability, 1e-6);
    EXPECT_NEAR(receipt.remainder, 0, 1e-9);
    double sum = receipt.base;
    for (const auto& line : receipt.features) sum += line.share;
    EXPECT_NEAR(sum, receipt.margin, 1e-9);
    for (size_t i = 0; i < 5; ++i) EXPECT_EQ(receipt.reasons[i].text, predicted.top[0].reasons[i]);
  }
  EXPECT_EQ(ErrorOf([&] { ExplainCustomer(*workspace_, pack_, "nobody"); }, Fault::kUsage), "the newest prediction (run 4) has no customer nobody");
}

TEST_F(TaskFlowTest, TheListSaysWhoIsNewAndWhyOthersLeft) {
  Load();
  Run("CREATE TABLE kept AS SELECT * FROM user_behavior_assets WHERE stat_month >= DATE '2025-12-01'; DELETE FROM user_behavior_assets WHERE "
      "stat_month >= DATE '2025-12-01'");
  Train({"logistic"});
  const auto before = Predict();
  Run("INSERT INTO user_behavior_assets SELECT * FROM kept WHERE user_id != '" + before.top[0].customer + "'");
  const auto now = Predict(folder_ / "out");
  ASSERT_TRUE(now.changes);
  EXPECT_EQ(now.changes->before, before.run);
  EXPECT_EQ(data::MonthText(now.changes->cutoff_before), "2025-11");
  EXPECT_EQ(now.changes->gone, 1u) << "the one whose newest month is missing";
  EXPECT_GT(now.changes->reached, 0u);
  EXPECT_GT(now.changes->fell, 0u);
  EXPECT_EQ(before.listed + now.changes->entered, now.listed + now.changes->reached + now.changes->fell + now.changes->gone);
  const std::string table = store::QuoteName(RunTable(now.run, "change"));
  EXPECT_EQ(workspace_->Connect().Text("SELECT customer FROM " + table + " WHERE change = 'gone'"), before.top[0].customer);
  EXPECT_EQ(
      Integer(
          "SELECT count(*) FROM " + table +
          " WHERE change = 'reached' AND customer IN (SELECT user_id FROM user_behavior_assets WHERE stat_month = DATE '2025-12-01' "
          "AND stock_portfolio_value + cash_balance + fixed_income_products_value + equity_products_value + alternative_products_value >= 1000000)"),
      static_cast<int64_t>(now.changes->reached));
  EXPECT_EQ(Integer("SELECT count(*) FROM " + store::QuoteName(RunTable(now.run, "score")) + " WHERE entered"),
            static_cast<int64_t>(now.changes->entered));
  ASSERT_EQ(now.files.size(), 2u);
  EXPECT_EQ(FirstLine(now.files[1]), "\xEF\xBB\xBF顧客編號,變動,上次名次,名次");
  EXPECT_EQ(Integer("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'run_%_feature'"), 1) << "only the newest run keeps its features";
}

TEST_F(TaskFlowTest, AReportIsFilledWithWhatTheRunsFound) {
  Load();
  const auto trained = Train();
  const auto predicted = Predict();
  const auto report = FillTaskReport(*workspace_, pack_, {.truth = *root_ / "files" / "truth.csv"}, quiet_);
  ASSERT_EQ(report.models.size(), 2u);
  EXPECT_EQ(report.chosen, trained.leaderboard[0].record.name);
  EXPECT_EQ(report.models[0].metrics.roc_auc, trained.leaderboard[0].judged.metrics.roc_auc);
  EXPECT_EQ(report.features.size(), pack_.table_task->features.size());
  EXPECT_EQ(report.features[0].label, "資產總額");
  EXPECT_EQ(report.asked_auc, 0.85);
  ASSERT_EQ(report.rows.size(), 4u);
  EXPECT_EQ(report.rows[3].role + report.rows[3].period, "test2025-09");
  EXPECT_TRUE(report.logistic && report.shap && !report.tree.empty() && !report.rules.empty());
  EXPECT_EQ(report.scores->customers, predicted.customers);
  EXPECT_EQ(report.customer->id, predicted.top[0].customer);
  double margin = report.customer->base;
  for (const auto& line : report.customer->lines) margin += line.contribution;
  EXPECT_NEAR(margin, report.customer->margin, 1e-9);
  EXPECT_GT(report.truth->optimum.roc_auc, report.truth->auc);
  EXPECT_EQ(report.checks.size(), pack_.quality.size());
  EXPECT_EQ(report.inputs.size(), 2u);
  EXPECT_THAT(ReportHtml(report), HasSubstr("資產總額達到 1,000,000 元"));
  EXPECT_EQ(report.features[0].group, "資產水準");
  EXPECT_THAT(ReportHtml(report), HasSubstr("最重要的特徵類別"));
}

TEST_F(TaskFlowTest, NothingLoadedOrTrainedIsSaid) {
  EXPECT_EQ(ErrorOf([&] { Train(); }, Fault::kUsage), "there are no months in this workspace");
  Load();
  EXPECT_EQ(ErrorOf([&] { Predict(); }, Fault::kUsage), "no model has been trained in this workspace yet");
  EXPECT_EQ(ErrorOf([&] { ExplainCustomer(*workspace_, pack_, "U00000001"); }, Fault::kUsage), "nothing has been predicted in this workspace yet");
}

TEST_F(TaskFlowTest, TooFewMonthsAndAMissingOneAreSaid) {
  Load();
  Run("DELETE FROM user_behavior_assets WHERE stat_month > DATE '2025-09-01'");
  EXPECT_THAT(ErrorOf([&] { Train(); }), HasSubstr("there are 9 months, from 2025-01 to 2025-09, too few to train and test"));
  Run("DELETE FROM user_behavior_assets WHERE stat_month = DATE '2025-05-01'");
  EXPECT_EQ(ErrorOf([&] { Train(); }), "the table user_behavior_assets has no row of 2025-05, though it goes from 2025-01 to 2025-09");
}

TEST_F(TaskFlowTest, AllBelowAndAllAboveTheThresholdAreSaid) {
  Load();
  pack_.table_task->settings[0].value = 1e12;
  EXPECT_THAT(ErrorOf([&] { Train(); }), HasSubstr("came to the outcome (資產總額達到 1,000,000,000,000 元)"));
  EXPECT_THAT(ErrorOf([&] { Train(); }), HasSubstr("none of the "));
  pack_.table_task->settings[0].value = 1;
  EXPECT_EQ(ErrorOf([&] { Train(); }), "nobody is in the population of high_value at the end of 2025-06");
  pack_.table_task->settings[0].value = 1e6;
  pack_.table_task->label_sql = "SELECT user_id, true FROM future.user_behavior_assets GROUP BY user_id\n";
  EXPECT_THAT(ErrorOf([&] { Train(); }), testing::StartsWith("all "));
  EXPECT_EQ(Integer("SELECT count(*) FROM runs"), 0) << "nothing is recorded";
}

TEST_F(TaskFlowTest, OneCustomerIsTooFew) {
  Load();
  Run("DELETE FROM user_behavior_assets WHERE user_id != (SELECT min(user_id) FROM user_behavior_assets WHERE stat_month = DATE '2025-06-01' AND "
      "cash_balance + "
      "stock_portfolio_value + fixed_income_products_value + equity_products_value + alternative_products_value < 100000)");
  EXPECT_THAT(ErrorOf([&] { Train(); }), HasSubstr("came to the outcome"));
}

}  // namespace
}  // namespace auspex::flow
