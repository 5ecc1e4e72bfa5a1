// A task over tables explained by the API: customers, what-if, contacts and what the model leans on.
#include <gmock/gmock.h>

#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>

#include "flow/act.h"
#include "flow/task_predict.h"
#include "flow/task_train.h"
#include "flow/wealth_for_test.h"
#include "serve/answer_cache.h"
#include "serve/api.h"
#include "serve/job_fixture.h"
#include "serve/problem.h"
#include "serve/settings.h"

namespace auspex::serve {
namespace {

using testing::Contains;
using testing::HasSubstr;

class TaskCustomerTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    wealth_ = std::make_unique<flow::WealthWorkspace>(1500);
    Progress quiet;
    flow::TaskTrainOptions options;
    options.models = {"logistic", "tree"};
    flow::TrainTask(wealth_->workspace(), wealth_->pack(), options, quiet);
    top_ = flow::PredictTask(wealth_->workspace(), wealth_->pack(), {.out = {}, .model = {}}, quiet).top.at(0).customer;
  }
  static void TearDownTestSuite() { wealth_.reset(); }

  /// The answer of the route whose pattern ends so.
  json Ask(const std::string& end, Request request = {}, const std::string& language = "en") {
    for (const Route& route : TaskCustomerRoutes()) {
      if (!std::string(route.pattern).ends_with(end)) continue;
      return json::parse(route.handler(context_, {.account = {}, .role = Role::kViewer, .session = {}, .language = language}, request).body);
    }
    return {};
  }
  static Request Of(const std::string& customer, const json& body = nullptr) {
    Request request;
    request.parameters["id"] = customer;
    if (!body.is_null()) request.body = body.dump();
    return request;
  }
  std::string Refusal(const std::string& end, const Request& request) {
    return ErrorOf([&] { Ask(end, request); });
  }

  static inline std::unique_ptr<flow::WealthWorkspace> wealth_;
  static inline std::string top_;
  alignas(std::max_align_t) std::byte unused_[64]{};
  Settings settings_;
  AnswerCache answers_;
  Context context_{wealth_->workspace(), wealth_->pack(), settings_, reinterpret_cast<Accounts&>(unused_), reinterpret_cast<Sessions&>(unused_),
                   reinterpret_cast<AuditLog&>(unused_), reinterpret_cast<Uploads&>(unused_), reinterpret_cast<JobQueue&>(unused_), answers_,
                   reinterpret_cast<Metrics&>(unused_)};
};

TEST_F(TaskCustomerTest, CustomersComeBestFirst) {
  const json found = Ask("/customers");
  ASSERT_EQ(found["customers"].size(), 20u);
  EXPECT_EQ(found["customers"][0]["customer"], top_);
  EXPECT_EQ(found["customers"][1]["rank"], 2);
}

TEST_F(TaskCustomerTest, ACustomersPartsAddUpInTheCallersLanguage) {
  const json customer = Ask("/customers/{id}", Of(top_));
  EXPECT_EQ(customer["outcome"], "total assets of 1,000,000 or more");
  double sum = customer["base"];
  for (const json& line : customer["score"]["features"]) sum += line["share"].get<double>();
  EXPECT_NEAR(sum, customer["score"]["margin"].get<double>(), 1e-9);
  EXPECT_EQ(customer["features"].size(), customer["score"]["features"].size());
  EXPECT_EQ(customer["features"][0]["meaning"], "total assets");
  EXPECT_LT(customer["features"][0]["low"], customer["features"][0]["high"]);
  EXPECT_EQ(Ask("/customers/{id}", Of(top_), "zh-Hans")["features"][0]["meaning"], "资产总额");
  EXPECT_TRUE(customer["segment"].is_null());
}

TEST_F(TaskCustomerTest, AChangeIsScoredAndStoredNowhere) {
  const json answer = Ask("/what-if", Of(top_, {{"changes", {{"total", 100000}}}}));
  EXPECT_LT(answer["after"]["probability"], answer["before"]["probability"]);
  EXPECT_THAT(answer["moved"].get<std::vector<std::string>>(), Contains("distance"));
  EXPECT_EQ(Ask("/customers/{id}", Of(top_))["score"], answer["before"]);
}

TEST_F(TaskCustomerTest, WhatCannotBeAskedIsSaid) {
  EXPECT_THAT(Refusal("/customers/{id}", Of("nobody")), testing::StartsWith("404 | the newest prediction (run "));
  EXPECT_EQ(Refusal("/what-if", Of(top_, {{"changes", 3}})), "400 | must be an object of values by feature | changes");
  EXPECT_EQ(Refusal("/what-if", Of(top_, {{"changes", {{"total", true}}}})), "400 | must be a number, a text or null | total");
  EXPECT_THAT(Refusal("/what-if", Of(top_, {{"changes", {{"totl", 1}}}})), HasSubstr("the model has no feature totl | totl"));
  Request request;
  request.query.emplace("feature", "totl");
  EXPECT_EQ(Refusal("/explanation", request), "404 | the model has no feature totl | feature");
  for (const char* english : {"the model has no feature totl", "the feature total is a number, and no text", "the value of the feature total is out of all sense",
                              "must be an object of values by feature", "Correct the name; did you mean `total`?", "Choose one of these: a, b"}) {
    EXPECT_NE(Translate(english, "zh-Hant"), english);
    EXPECT_NE(Translate(english, "zh-Hans"), english);
  }
  EXPECT_EQ(Translate("Correct the name; did you mean `total`?", "zh-Hant"), "請更正名稱；是否想寫「total」？");
}

TEST_F(TaskCustomerTest, WithoutAPlanThereIsNoContactAndWithOneItSaysWhy) {
  EXPECT_EQ(Refusal("/contact", Of(top_)), "404 | no contacts have been planned in this workspace yet | ");
  Progress quiet;
  const auto plan = flow::PlanContacts(wealth_->workspace(), wealth_->pack(), {}, quiet);
  const json contact = Ask("/contact", Of(plan.example));
  EXPECT_TRUE(contact["why"].is_null());
  EXPECT_EQ(contact["channels"].size(), 3u);
  EXPECT_EQ(contact["channels"][0]["name"], "App push");
  EXPECT_FALSE(contact["message"].get<std::string>().empty());
  EXPECT_NE(Ask("/contact", Of(plan.example), "zh-Hant")["message"], contact["message"]);
  EXPECT_EQ(Refusal("/contact", Of("nobody")), "404 | the customer nobody is not on the newest list of contacts | ");
}

TEST_F(TaskCustomerTest, TheExplanationHasImportanceByGroupAndFeatureAndASample) {
  const json explanation = Ask("/explanation");
  EXPECT_EQ(explanation["importance"].size(), explanation["features"].size());
  EXPECT_EQ(explanation["points"].size(), 15u);
  EXPECT_GE(explanation["groups"][0]["mean_absolute"], explanation["groups"][1]["mean_absolute"]);
  // By hand from the sample: the mean absolute share of the most important feature.
  const std::string most = explanation["importance"][0]["name"];
  double sum = 0;
  for (const json& share : explanation["points"][most]["shares"]) sum += std::abs(share.get<double>());
  EXPECT_NEAR(sum / explanation["rows"].get<double>(), explanation["importance"][0]["mean_absolute"].get<double>(), 1e-4);
  Request request;
  request.query.emplace("feature", explanation["importance"].back()["name"].get<std::string>());
  EXPECT_EQ(Ask("/explanation", request)["points"].size(), 1u);
}

}  // namespace
}  // namespace auspex::serve
