// What the API says of, and does in, a workspace whose pack has a task over tables instead of journeys.
#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>

#include "flow/dashboard.h"
#include "flow/segment.h"
#include "flow/wealth_for_test.h"
#include "serve/answer_cache.h"
#include "serve/job_fixture.h"
#include "serve/settings.h"
#include "serve/small_context_for_test.h"
#include "serve/task_jobs.h"

namespace auspex::serve {
namespace {

class TaskPackTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { wealth_ = std::make_unique<flow::WealthWorkspace>(1500); }
  static void TearDownTestSuite() { wealth_.reset(); }
  static flow::WealthWorkspace& Wealth() { return *wealth_; }
  JobContext Jobs() { return {Wealth().workspace(), Wealth().pack(), uploads_}; }
  std::string Refusal(const json& request) {
    return ErrorOf([&] { CheckJob(Jobs(), request); });
  }
  JobResult Run(const json& request) {
    Progress progress;
    return CheckJob(Jobs(), request).run(Jobs(), request, progress);
  }
  SmallContext context_{Wealth().workspace(), Wealth().pack()};
  Uploads uploads_{Wealth().workspace(), 1 << 20};

 private:
  static inline std::unique_ptr<flow::WealthWorkspace> wealth_;
};

TEST_F(TaskPackTest, ThePackSaysWhatItHas) {
  const json pack = json::parse(context_.Call(WorkspaceRoutes(), "GET", "/api/v1/pack", {}).body);
  EXPECT_EQ(pack["parts"], json({{"journeys", false}, {"task", true}, {"dashboard", true}}));
  EXPECT_EQ(pack["tables"].size(), 2u);
  EXPECT_TRUE(pack["columns"].empty());
}

TEST_F(TaskPackTest, TheSummaryCountsTablesWithAndWithoutATime) {
  alignas(std::max_align_t) std::byte unused[64]{};
  const Settings settings;
  AnswerCache answers;
  Context context{Wealth().workspace(), Wealth().pack(), settings, reinterpret_cast<Accounts&>(unused), reinterpret_cast<Sessions&>(unused),
                  reinterpret_cast<AuditLog&>(unused), uploads_, reinterpret_cast<JobQueue&>(unused), answers, reinterpret_cast<Metrics&>(unused)};
  Request request;
  const json summary = json::parse(WorkspaceRoutes()[1].handler(context, {}, request).body);
  EXPECT_EQ(summary["customers"], 1500);
  EXPECT_EQ(summary["from"], "2025-01-01 00:00:00");
  EXPECT_EQ(summary["tables"][0]["name"], "user_base");
  EXPECT_TRUE(summary["tables"][0]["from"].is_null());
}

TEST_F(TaskPackTest, RoutesOfJourneysSayThatThereAreNone) {
  size_t refused = 0;
  for (const Route& route : AllRoutes()) {
    const std::string pattern = std::string(route.pattern).substr(8);
    const bool of_journeys = pattern.starts_with("customers") || pattern.starts_with("models") || pattern.starts_with("strategies") ||
                             pattern.starts_with("runs") || pattern.starts_with("results") || pattern.starts_with("filters");
    EXPECT_EQ(route.of_journeys, of_journeys) << route.method << " " << pattern;
    if (!route.of_journeys) continue;
    EXPECT_EQ(ErrorOf([&] { context_.Handle(route); }), "409 | the pack wealth has no journeys: its data are tables | ") << pattern;
    ++refused;
  }
  EXPECT_EQ(refused, 19u);
}

TEST_F(TaskPackTest, TheRefusalIsSaidInEveryLanguage) {
  try {
    context_.Handle(CustomerRoutes()[0]);
    FAIL() << "nothing thrown";
  } catch (const Error& error) {
    const json hant = json::parse(ProblemJson(error, "zh-Hant")), hans = json::parse(ProblemJson(error, "zh-Hans")), en = json::parse(ProblemJson(error, "en"));
    EXPECT_EQ(hant["title"], "產業包「wealth」的資料是表格，沒有顧客旅程");
    EXPECT_EQ(hant["advice"], "請看儀表板；預測名單由命令列的 auspex predict --out 寫出。");
    EXPECT_EQ(hans["title"], "行业包“wealth”的数据是表格，没有客户旅程");
    EXPECT_EQ(hans["advice"], "请看仪表板；预测名单由命令行的 auspex predict --out 写出。");
    EXPECT_EQ(en["code"], "no_journeys");
    EXPECT_EQ(en["status"], 409);
  }
}

TEST_F(TaskPackTest, JobsRefuseWhatIsForJourneys) {
  EXPECT_EQ(Refusal({{"kind", "train"}, {"epochs", 3}}), "400 | this is for packs of journeys; this pack's data are tables | epochs");
  EXPECT_EQ(Refusal({{"kind", "train"}, {"horizon_days", 3}}), "400 | this is for packs of journeys; this pack's data are tables | horizon_days");
  EXPECT_EQ(Refusal({{"kind", "train"}, {"models", {"lstm"}}}), "400 | there is no kind of model lstm | models");
  EXPECT_EQ(Refusal({{"kind", "predict"}, {"from", "2025-01-01"}}), "400 | this is for packs of journeys; this pack's data are tables | from");
  EXPECT_EQ(Translate("this is for packs of journeys; this pack's data are tables", "zh-Hant"), "這只適用於顧客旅程的產業包；目前的資料是表格");
  EXPECT_EQ(Translate("this is for packs of journeys; this pack's data are tables", "zh-Hans"), "这只适用于客户旅程的行业包；当前的数据是表格");
}

TEST_F(TaskPackTest, JobsTrainMeasureAndScore) {
  const JobResult train = Run({{"kind", "train"}, {"models", {"logistic", "tree"}}});
  ASSERT_TRUE(train.run);
  EXPECT_EQ(json::parse(train.summary)["task"], "high_value");
  const JobResult measure = Run({{"kind", "evaluate"}});
  EXPECT_EQ(measure.run, train.run);
  const JobResult predict = Run({{"kind", "predict"}});
  const json summary = json::parse(predict.summary);
  EXPECT_GT(summary["customers"], 100);
  EXPECT_EQ(Wealth().workspace().Connect().Integer("SELECT count(*) FROM main.scores"), summary["customers"]);
}

TEST_F(TaskPackTest, TheDashboardHoldsOverSegmentsAsTheyAreMade) {
  Progress progress;
  flow::SegmentOptions options;
  options.clusters = 4;
  flow::SegmentCustomers(Wealth().workspace(), Wealth().pack(), options, progress);
  store::Connection connection = Wealth().workspace().Connect();
  for (const auto& [table, error] : flow::MakeDashboard(connection, Wealth().pack())) ADD_FAILURE() << table << ": " << error.message();
  EXPECT_EQ(connection.Integer("SELECT count(DISTINCT segment) FROM dashboard.panel"), 4);
}

}  // namespace
}  // namespace auspex::serve
