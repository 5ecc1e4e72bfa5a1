// The answers about trainings of a task over tables.
#include <gmock/gmock.h>

#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "flow/task_train.h"
#include "flow/wealth_for_test.h"
#include "serve/answer_cache.h"
#include "serve/api.h"
#include "serve/job_queue.h"
#include "serve/json_answer.h"
#include "serve/metrics.h"
#include "serve/problem.h"
#include "serve/settings.h"
#include "serve/uploads.h"

namespace auspex::serve {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class TaskModelRoutesTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    wealth_ = std::make_unique<flow::WealthWorkspace>(1500);
    Train();
  }
  static void TearDownTestSuite() { wealth_.reset(); }
  static flow::TaskTrainSummary Train() {
    Progress quiet;
    flow::TaskTrainOptions options;
    options.models = {"logistic", "tree"};
    return flow::TrainTask(wealth_->workspace(), wealth_->pack(), options, quiet);
  }

  json Get(size_t route, const std::string& run = {}, const std::string& language = "en") {
    Request request;
    request.parameters["run"] = run;
    Caller caller;
    caller.language = language;
    return json::parse(Handle(TaskModelRoutes()[route], context_, caller, request).body);
  }

  static inline std::unique_ptr<flow::WealthWorkspace> wealth_;
  alignas(std::max_align_t) std::byte unused_[64]{};
  template <class T>
  T& Unused() {
    return reinterpret_cast<T&>(unused_);
  }
  Settings settings_;
  AnswerCache answers_;
  Context context_{wealth_->workspace(), wealth_->pack(), settings_, Unused<Accounts>(), Unused<Sessions>(), Unused<AuditLog>(), Unused<Uploads>(),
                   Unused<JobQueue>(), answers_, Unused<Metrics>()};
};

TEST_F(TaskModelRoutesTest, ATrainingIsToldAsItWasRecorded) {
  const json training = Get(0)["trainings"].back();
  EXPECT_EQ(training["run"], 1);
  EXPECT_EQ(training["test"]["cutoff"], "2025-09");
  EXPECT_GT(training["test"]["positives"], 0);
  EXPECT_FALSE(training["training"].empty());
  ASSERT_EQ(training["models"].size(), 2u);
  const json& best = training["models"][0];
  EXPECT_EQ(best["chosen"], true);
  EXPECT_EQ(best["as_good_as_best"], true);
  EXPECT_LT(best["auc"]["low"], best["auc"]["value"]);
  EXPECT_GT(best["auc"]["high"], best["auc"]["value"]);
  for (const char* metric : {"average_precision", "log_loss", "brier", "ece", "ks"}) EXPECT_TRUE(best[metric].is_number()) << metric;
}

TEST_F(TaskModelRoutesTest, TheDetailHasEveryCurveAndTheWordsOfTheCaller) {
  const json detail = Get(1, "1");
  EXPECT_EQ(detail["asked_auc"], 0.85);
  ASSERT_EQ(detail["curves"].size(), 2u);
  for (const json& model : detail["curves"]) {
    EXPECT_EQ(model["roc"].front(), json({0.0, 0.0, nullptr})) << "the beginning is above all scores";
    EXPECT_EQ(model["roc"].back()[1], 1);
    for (const char* curve : {"precision_recall", "gain", "ks_curve", "calibration"}) EXPECT_FALSE(model[curve].empty()) << curve;
  }
  ASSERT_EQ(detail["pairs"].size(), 1u);
  const double difference = detail["curves"][0]["auc"]["value"].get<double>() - detail["curves"][1]["auc"]["value"].get<double>();
  EXPECT_NEAR(detail["pairs"][0]["difference"]["value"].get<double>(), difference, 1e-9);
  const json& terms = detail["logistic"]["terms"];
  EXPECT_EQ(terms[0]["name"], "(intercept)");
  EXPECT_TRUE(terms[0]["label"].is_null());
  EXPECT_THAT(terms[1]["label"].get<std::string>(), HasSubstr("assets"));
  EXPECT_FALSE(detail["tree"]["nodes"][0]["condition"].get<std::string>().empty());
  const auto& rules = detail["tree"]["rules"];
  EXPECT_GE(rules.front()["lift"], rules.back()["lift"]) << "surest first";
}

TEST_F(TaskModelRoutesTest, EachLanguageHasItsOwnWords) {
  std::set<std::string> outcomes, labels, conditions;
  for (const char* language : {"en", "zh-Hant", "zh-Hans", "fr"}) {
    const json detail = Get(1, "1", language);
    outcomes.insert(detail["outcome"]), labels.insert(detail["logistic"]["terms"][1]["label"]), conditions.insert(detail["tree"]["nodes"][0]["condition"]);
  }
  EXPECT_EQ(outcomes.size(), 3u) << "an unknown language has the pack's";
  EXPECT_EQ(labels.size(), 3u);
  EXPECT_EQ(conditions.size(), 3u);
}

TEST_F(TaskModelRoutesTest, AnAnswerIsKeptUntilTheWorkspaceChanges) {
  const size_t before = Get(0)["trainings"].size();
  Train();
  EXPECT_EQ(Get(0)["trainings"].size(), before);
  answers_.WorkspaceChanged();
  EXPECT_EQ(Get(0)["trainings"].size(), before + 1);
  EXPECT_GT(Get(0)["trainings"][0]["run"], 1) << "newest first";
}

TEST_F(TaskModelRoutesTest, ATrainingThatRecordedNoIntervalsHasThoseOfItsPicture) {
  const int64_t run = Train().run;
  wealth_->workspace().Connect().Query("UPDATE runs SET settings = replace(replace(settings, 'auc_low', 'x'), 'as_good_as_best', 'y') WHERE run = ?", {run});
  const json best = Get(0)["trainings"][0]["models"][0];
  EXPECT_TRUE(best["auc"]["low"].is_null());
  EXPECT_TRUE(best["as_good_as_best"].is_null());
  const json measured = Get(1, std::to_string(run))["training"]["models"][0];
  EXPECT_LT(measured["auc"]["low"], measured["auc"]["value"]);
  EXPECT_EQ(measured["as_good_as_best"], true);
}

TEST_F(TaskModelRoutesTest, ATrainingWithoutAPictureHasItsWordsAndNoCurves) {
  const int64_t run = Train().run;
  wealth_->workspace().Connect().Query("DELETE FROM task_pictures WHERE run = ?", {run});
  const json detail = Get(1, std::to_string(run));
  EXPECT_TRUE(detail["curves"].is_null());
  EXPECT_TRUE(detail["pairs"].empty());
  EXPECT_FALSE(detail["tree"]["rules"].empty());
  EXPECT_FALSE(detail["logistic"]["terms"].empty());
}

TEST_F(TaskModelRoutesTest, WhatIsNotThereIsSaid) {
  for (const auto& [run, said] : std::vector<std::pair<std::string, std::string>>{{"77", "there is no such training"}, {"x", "there is nothing of this number"}}) {
    try {
      Get(1, run);
      ADD_FAILURE() << run;
    } catch (const HttpError& error) {
      EXPECT_EQ(error.status(), 404);
      EXPECT_EQ(error.message(), said);
    }
  }
  const int64_t run = Train().run;
  std::filesystem::remove(wealth_->workspace().models_folder() / ("run-" + std::to_string(run) + "-tree.auspex"));
  try {
    Get(1, std::to_string(run));
    ADD_FAILURE();
  } catch (const HttpError& error) {
    EXPECT_EQ(error.status(), 500);
    EXPECT_THAT(error.where() + error.message(), HasSubstr("-tree.auspex"));
  }
}

}  // namespace
}  // namespace auspex::serve
