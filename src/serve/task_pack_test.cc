// What the API says of, and does in, a workspace whose pack has a task over tables instead of journeys.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstddef>
#include <filesystem>
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
#include "serve/watch_answers.h"

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
  /// A route's answer, with answers that can be kept.
  Response Ask(std::span<const Route> routes, const std::string& pattern, std::map<std::string, std::string> parameters = {},
               const std::vector<std::pair<std::string, std::string>>& query = {}) {
    alignas(std::max_align_t) std::byte unused[64]{};
    const Settings settings;
    AnswerCache answers;
    Context context{Wealth().workspace(), Wealth().pack(), settings, reinterpret_cast<Accounts&>(unused), reinterpret_cast<Sessions&>(unused),
                    reinterpret_cast<AuditLog&>(unused), uploads_, reinterpret_cast<JobQueue&>(unused), answers, reinterpret_cast<Metrics&>(unused)};
    Request request;
    request.parameters = std::move(parameters);
    for (const auto& [name, value] : query) request.query.emplace(name, value);
    for (const Route& route : routes) {
      if (pattern == route.pattern) return Handle(route, context, {}, request);
    }
    throw Error(Fault::kInternal, "there is no route " + pattern);
  }
  SmallContext context_{Wealth().workspace(), Wealth().pack()};
  Uploads uploads_{Wealth().workspace(), 1 << 20};

 private:
  static inline std::unique_ptr<flow::WealthWorkspace> wealth_;
};

TEST_F(TaskPackTest, ThePackSaysWhatItHas) {
  const json pack = json::parse(context_.Call(WorkspaceRoutes(), "GET", "/api/v1/pack", {}).body);
  EXPECT_EQ(pack["parts"], json({{"journeys", false}, {"task", true}, {"dashboard", true}, {"results", true}, {"segments", true}, {"layers", true}, {"contacts", true}}));
  EXPECT_EQ(pack["tables"].size(), 3u);
  EXPECT_TRUE(pack["columns"].empty());
}

TEST_F(TaskPackTest, TheSummaryCountsTablesWithAndWithoutATime) {
  const json summary = json::parse(Ask(WorkspaceRoutes(), "/api/v1/summary").body);
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

TEST_F(TaskPackTest, WhatCameOfContactsIsCountedOnceAndSaidInEveryLanguage) {
  AnswerCache answers;
  const auto say = [&](const std::string& language) { return json::parse(WatchAnswer(Wealth().workspace(), Wealth().pack(), answers, language)); };
  const json hant = say("zh-Hant"), en = say("en");
  EXPECT_EQ(hant["month"], "2025-12");
  EXPECT_EQ(hant["shares"][0]["text"], "聯繫後有意向的比例");
  EXPECT_EQ(en["shares"][0]["text"], Wealth().pack().wording.at("en").at("watch.interest"));
  EXPECT_EQ(en["shares"][0]["points"], hant["shares"][0]["points"]);
  EXPECT_EQ(en["steps"].size(), 5u);
  EXPECT_EQ(say("fr")["shares"][0]["text"], "聯繫後有意向的比例") << "the pack's own language";
  answers.WorkspaceChanged();
  EXPECT_EQ(say("en"), en);
}

TEST_F(TaskPackTest, ContactsOfAnEmptyWorkspaceAreNone) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("auspex-watch-" + std::to_string(::getpid()));
  store::Workspace::Create(folder, Wealth().root() / "pack", "wealth");
  {
    store::Workspace empty(folder);
    AnswerCache answers;
    EXPECT_TRUE(json::parse(WatchAnswer(empty, Wealth().pack(), answers, "en"))["month"].is_null());
    WatchMaker maker(empty, Wealth().pack(), answers);
    maker.Start();
    maker.WorkspaceChanged();
  }
  std::filesystem::remove_all(folder);
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
  EXPECT_EQ(refusal(Needs::kContacts), "409 | the pack wealth plans no contacts | ");
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

TEST_F(TaskPackTest, JobsSegmentPlanAndReport) {
  EXPECT_EQ(ErrorOf([&] { Ask(ReportRoutes(), "/api/v1/report"); }), "404 | no report has been written in this workspace yet | ");
  const JobResult train = Run({{"kind", "train"}, {"models", {"logistic", "tree"}}});
  const JobResult predict = Run({{"kind", "predict"}}), segment = Run({{"kind", "segment"}, {"clusters", 4}});
  EXPECT_EQ(json::parse(segment.summary)["segments"].size(), 4u);
  const JobResult first = Run({{"kind", "plan"}}), plan = Run({{"kind", "plan"}, {"start", "2026-01-05"}});
  EXPECT_EQ(json::parse(plan.summary)["start"], "2026-01-05");
  EXPECT_EQ(json::parse(Run({{"kind", "report"}, {"language", "en"}}).summary)["files"][0], "report.html");

  const json run = json::parse(Ask(RunRoutes(), "/api/v1/runs").body)["runs"][0];
  EXPECT_EQ(run["run"], *plan.run);
  EXPECT_EQ(run["kind"], "plan");
  EXPECT_EQ(run["model"]["run"], *train.run);
  EXPECT_EQ(run["start"], "2026-01-05");
  EXPECT_TRUE(run["from"].is_null());
  const json left = json::parse(Ask(RunRoutes(), "/api/v1/results/{run}/left", {{"run", "newest"}}, {{"why", "fell"}}).body);
  EXPECT_EQ(left["before"], *first.run);
  EXPECT_EQ(left["counts"], json({{"reached", 0}, {"fell", 0}, {"gone", 0}}));
  EXPECT_EQ(ErrorOf([&] { Ask(RunRoutes(), "/api/v1/results/{run}/left", {{"run", "newest"}}, {{"why", "luck"}}); }),
            "400 | must be reached, fell or gone | why");
  const json rows = json::parse(Ask(RunRoutes(), "/api/v1/results/{run}/rows", {{"run", "newest"}}).body);
  EXPECT_EQ(rows["columns"][0], "user_id");
  EXPECT_EQ(rows["total"], run["customers"]);

  const json task = json::parse(Ask(WorkspaceRoutes(), "/api/v1/summary").body)["task"];
  EXPECT_EQ(task["training"]["run"], *train.run);
  EXPECT_GT(task["training"]["auc"], 0.5);
  EXPECT_EQ(task["prediction"]["run"], *predict.run);
  EXPECT_EQ(task["prediction"]["cutoff"], "2025-12");
  EXPECT_EQ(task["plan"]["run"], *plan.run);
  EXPECT_EQ(task["segments"]["segments"].is_number(), true);
  EXPECT_EQ(task["plan"]["out_of_date"], false);
  EXPECT_EQ(task["report"]["out_of_date"], false);
  const Response report = Ask(ReportRoutes(), "/api/v1/report");
  EXPECT_EQ(report.type, "text/html; charset=utf-8");
  EXPECT_NE(report.body.find("<html lang=\"en\""), std::string::npos);

  Wealth().workspace().Connect().Run("INSERT INTO loads SELECT * REPLACE (load_id + 100 AS load_id, 'other' AS fingerprint) FROM loads LIMIT 1");
  const json later = json::parse(Ask(WorkspaceRoutes(), "/api/v1/summary").body)["task"];
  for (const char* step : {"training", "prediction", "segments", "plan", "report"}) EXPECT_EQ(later[step]["out_of_date"], true) << step;
  Wealth().workspace().Connect().Run("DELETE FROM loads WHERE fingerprint = 'other'");
}

TEST_F(TaskPackTest, JobsOfATaskRefuseWhatTheyDoNotKnow) {
  EXPECT_EQ(Refusal({{"kind", "segment"}, {"clusters", 1}}), "400 | must be a whole number from 2 to 50 | clusters");
  EXPECT_EQ(Refusal({{"kind", "plan"}, {"start", "soon"}}), "400 | must be a day such as 2025-04-01 | start");
  EXPECT_EQ(Refusal({{"kind", "report"}, {"language", "fr"}}), "400 | the pack has no wording in this language | language");
  pack::Pack without = Wealth().pack();
  without.act.clear(), without.segments.clear(), without.table_task.reset();
  const JobContext jobs{Wealth().workspace(), without, uploads_};
  const auto refusal = [&](const char* kind) { return ErrorOf([&] { CheckJob(jobs, {{"kind", kind}}); }); };
  EXPECT_EQ(refusal("segment"), "409 | the pack wealth has no segments | ");
  EXPECT_EQ(refusal("plan"), "409 | the pack wealth says nothing about channels | ");
  EXPECT_EQ(refusal("report"), "409 | the pack wealth has no task over tables | ");
}

}  // namespace
}  // namespace auspex::serve
