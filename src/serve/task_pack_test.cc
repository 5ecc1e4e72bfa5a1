// What the API says of, and does in, a workspace whose pack has a task over tables instead of journeys.
#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>

#include "flow/dashboard.h"
#include "flow/runs.h"
#include "flow/segment.h"
#include "flow/wealth_for_test.h"
#include "serve/answer_cache.h"
#include "serve/job_fixture.h"
#include "serve/layer_answers.h"
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
  EXPECT_EQ(pack["parts"], json({{"journeys", false}, {"task", true}, {"dashboard", true}, {"results", true}, {"segments", true}, {"layers", true}}));
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

/// Answers of a route in a language, as the API gives them.
class LayersAndSegmentsTest : public TaskPackTest {
 protected:
  std::string Get(std::span<const Route> routes, const std::string& language, const std::string& query = "") {
    Request request;
    if (!query.empty()) request.query.emplace("segment", query);
    return routes[0].handler(served_, {.account = {}, .role = Role::kViewer, .session = {}, .language = language}, request).body;
  }
  alignas(64) std::byte unused_[64]{};
  const Settings settings_;
  AnswerCache answers_;
  Context served_{Wealth().workspace(), Wealth().pack(), settings_, reinterpret_cast<Accounts&>(unused_), reinterpret_cast<Sessions&>(unused_),
                  reinterpret_cast<AuditLog&>(unused_), uploads_, reinterpret_cast<JobQueue&>(unused_), answers_, reinterpret_cast<Metrics&>(unused_)};
};

TEST_F(LayersAndSegmentsTest, LayersAreMeasuredOnceAndSaidInEveryLanguage) {
  const json hant = json::parse(Get(LayerRoutes(), "zh-Hant")), en = json::parse(Get(LayerRoutes(), "en"));
  EXPECT_EQ(hant["layers"][0]["text"], "資產級別");
  EXPECT_EQ(en["layers"][0]["text"], "Asset level");
  EXPECT_EQ(en["seconds"], hant["seconds"]) << "measured twice";
  EXPECT_EQ(en["customers"], 1500);
  EXPECT_EQ(Get(LayerRoutes(), "tlh"), Get(LayerRoutes(), "zh-Hant")) << "the pack's own language";
  answers_.WorkspaceChanged();
  EXPECT_NE(json::parse(Get(LayerRoutes(), "en"))["seconds"], en["seconds"]);
}

TEST(LayersOfNothingTest, WithoutDataThereIsNothingToShow) {
  flow::WealthWorkspace wealth(20);
  wealth.workspace().Connect().Run("DROP TABLE main.user_behavior_assets");
  AnswerCache answers;
  EXPECT_EQ(ErrorOf([&] { LayersAnswer(wealth.workspace(), wealth.pack(), answers, "en", ""); }), "404 | there are no customers to show yet | ");
}

TEST_F(LayersAndSegmentsTest, SegmentsAreThoseOfTheNewestRun) {
  store::Connection connection = Wealth().workspace().Connect();
  flow::CreateRunTables(connection);
  connection.Run("DELETE FROM main.runs WHERE kind = 'segment'");
  EXPECT_EQ(ErrorOf([&] { Get(SegmentRoutes(), "en"); }), "404 | the customers have not been segmented yet | ");
  Progress progress;
  flow::SegmentOptions options;
  options.clusters = 4;
  const auto made = flow::SegmentCustomers(Wealth().workspace(), Wealth().pack(), options, progress);
  const json hant = json::parse(Get(SegmentRoutes(), "zh-Hant")), hans = json::parse(Get(SegmentRoutes(), "zh-Hans"));
  EXPECT_EQ(hant["run"], made.run);
  EXPECT_EQ(hant["segments"][0]["name"], made.segments[0].name);
  EXPECT_EQ(hans["segments"][0]["id"], made.segments[0].id);
  EXPECT_NE(hans["columns"][0]["name"], hant["columns"][0]["name"]);
  EXPECT_EQ(hant["evidence"], json({{"asked", 4}}));
  const json of_one = json::parse(Get(LayerRoutes(), "en", made.segments[0].id));
  EXPECT_EQ(of_one["customers"], made.segments[0].profile.size);
  EXPECT_EQ(ErrorOf([&] { Get(LayerRoutes(), "en", "nobody"); }), "there is no segment nobody in this month | segment");
}

TEST_F(TaskPackTest, RoutesOfWhatThePackHasNotSayThatThereIsNone) {
  size_t refused = 0;
  for (const Route& route : AllRoutes()) {
    if (route.needs != Needs::kJourneys) continue;
    EXPECT_EQ(ErrorOf([&] { context_.Handle(route); }), "409 | the pack wealth has no journeys: its data are tables | ") << route.pattern;
    ++refused;
  }
  EXPECT_GE(refused, 8u);
}

TEST(PartsOfPackTest, EachThatIsMissingIsSaid) {
  flow::WealthWorkspace wealth(50);
  pack::Pack pack = wealth.pack();
  pack.table_task.reset();
  pack.act.clear(), pack.segments.clear(), pack.layers.clear();
  SmallContext context{wealth.workspace(), pack};
  const auto refusal = [&](Needs needs) { return ErrorOf([&] { context.Handle({.method = "GET", .pattern = "/", .least = Role::kViewer, .handler = nullptr, .needs = needs}); }); };
  EXPECT_EQ(refusal(Needs::kTask), "409 | the pack wealth has no task over tables | ");
  EXPECT_EQ(refusal(Needs::kResults), "409 | the pack wealth makes no list of customers | ");
  EXPECT_EQ(refusal(Needs::kSegments), "409 | the pack wealth has no segments | ");
  EXPECT_EQ(refusal(Needs::kLayers), "409 | the pack wealth has no layers | ");
}

TEST_F(TaskPackTest, TheRefusalIsSaidInEveryLanguage) {
  try {
    context_.Handle(CustomerRoutes()[0]);
    FAIL() << "nothing thrown";
  } catch (const Error& error) {
    const json hant = json::parse(ProblemJson(error, "zh-Hant")), hans = json::parse(ProblemJson(error, "zh-Hans")), en = json::parse(ProblemJson(error, "en"));
    EXPECT_EQ(hant["title"], "產業包「wealth」的資料是表格，沒有顧客旅程");
    EXPECT_EQ(hans["title"], "行业包“wealth”的数据是表格，没有客户旅程");
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
