#include "serve/pages_for_test.h"

namespace auspex::serve {
namespace {

class CustomerPage : public Pages {};

TEST_F(CustomerPage, CustomerHoldsWhatTheContractSays) {
  const std::string id = AnyCustomer();
  const json customer = Get("customers/{id}", id);
  EXPECT_EQ(customer.at("customer"), id);
  EXPECT_EQ(customer.at("run").at("run"), 2);
  EXPECT_EQ(customer.at("run").at("model"), json::parse(R"({"name": "markov1", "run": 1})"));
  EXPECT_EQ(customer.at("run").at("customers"), small_->workspace().Connect().Integer("SELECT count(*) FROM run_2_prediction"));
  const json& journey = customer.at("journey");
  EXPECT_EQ(journey.size(), std::min(customer.at("events").get<size_t>(), size_t{200}));
  EXPECT_EQ(journey.back().at("time"), customer.at("last"));
  EXPECT_TRUE(journey.back().at("attributes").contains("level"));
  EXPECT_TRUE(journey.back().at("values").at("staytime").is_number());
  EXPECT_TRUE(journey.back().at("values").at("has_shared").is_boolean());
  const json& decision = customer.at("decision");
  EXPECT_EQ(decision.at("next").size(), 5u);
  EXPECT_GE(decision.at("next")[0].at("confidence"), decision.at("next")[1].at("confidence"));
  EXPECT_EQ(decision.at("conversions").size(), 2u);
  EXPECT_EQ(decision.at("advice_texts").size(), 3u);
  EXPECT_EQ(decision.at("advice_texts").at("zh-Hant"), decision.at("advice"));
  EXPECT_FALSE(decision.at("trace").empty());
  EXPECT_EQ(customer.at("facts")[0], json::parse(R"({"name": "customer", "value": ")" + id + "\"}"));
  EXPECT_EQ(Get("customers/{id}", id, {{"run", "2"}}), customer);
  EXPECT_EQ(Get("customers/{id}", id, {{"run", "newest"}}), customer);
}

TEST_F(CustomerPage, WhatIfBeginsWithTheStoredDecision) {
  const std::string id = AnyCustomer();
  const json answer = Get("customers/{id}/what-if", id, {{"next", "立即投保"}});
  EXPECT_EQ(answer.at("symbol"), "立即投保");
  EXPECT_EQ(answer.at("before"), Get("customers/{id}", id).at("decision"));
  EXPECT_NE(answer.at("after").at("next"), answer.at("before").at("next"));
}

TEST_F(CustomerPage, SearchTellsBeginningsAndLimits) {
  const std::string id = AnyCustomer();
  EXPECT_EQ(Get("customers", "", {{"search", id}}).at("customers"), json::array({id}));
  EXPECT_EQ(Get("customers", "", {{"search", "%"}}).at("customers"), json::array());
  EXPECT_EQ(Get("customers", "", {{"limit", "7"}}).at("customers").size(), 7u);
  EXPECT_EQ(Refusal("customers", "", {{"limit", "51"}}), "400 bad_request: must be a whole number from 1 to 50 | limit | ");
  EXPECT_EQ(Refusal("customers", "", {{"search", "a\xFF"}}), "a text is no valid UTF-8 |  | ");
}

TEST_F(CustomerPage, CustomerRefusesWhatIsNotThere) {
  const std::string id = AnyCustomer();
  const std::string unknown = "404 not_found: prediction 2 has no customer x | id | Check the id; the customer may have no event in the period.";
  EXPECT_EQ(Refusal("customers/{id}", "x"), unknown);
  EXPECT_EQ(Refusal("customers/{id}/what-if", "x", {{"next", "其他"}}), unknown);
  EXPECT_EQ(Refusal("customers/{id}", id, {{"run", "1"}}), "404 not_found: there is no prediction 1 | run | ");
  EXPECT_EQ(Refusal("customers/{id}", id, {{"run", "x"}}), "400 bad_request: must be a whole number from 1 to 9223372036854775807 | run | ");
  EXPECT_EQ(Refusal("customers/{id}/what-if", id), "400 bad_request: is missing | next | Name the step that is supposed to come next.");
  EXPECT_EQ(Refusal("customers/{id}/what-if", id, {{"next", "飛行"}}), "the model does not know the step 飛行 | next | Choose one of the pack's vocabulary.");
}

TEST_F(CustomerPage, BeforeAPredictionThereIsNoCustomer) {
  flow::SmallWorkspace empty("insurance");
  const std::string wanted = "404 no_prediction: nothing has been predicted in this workspace yet |  | Predict first.";
  EXPECT_EQ(ProblemOf([&] { Get(empty, "customers", "", {}); }), wanted);
  EXPECT_EQ(ProblemOf([&] { Get(empty, "customers/{id}", "a", {}); }), wanted);
  EXPECT_EQ(ProblemOf([&] { Get(empty, "customers/{id}/what-if", "a", {{"next", "其他"}}); }), wanted);
  const json strategies = Get(empty, "strategies", "", {});
  EXPECT_TRUE(strategies.at("run").is_null());
  EXPECT_TRUE(strategies.at("rules")[0].at("customers").is_null());
  EXPECT_TRUE(strategies.at("none").at("customers").is_null());
}

TEST_F(CustomerPage, APackWithoutStrategyHasNoRules) {
  flow::SmallWorkspace small("eventlog", flow::SeeFiveSteps);
  flow::MakeSmallLog(small);
  const json decision = Get(small, "customers/{id}", "case-3", {}).at("decision");
  EXPECT_TRUE(decision.at("rule").is_null() && decision.at("action").is_null());
  EXPECT_EQ(decision.at("advice"), "");
  EXPECT_EQ(decision.at("advice_texts"), json::object());
  EXPECT_EQ(Get(small, "strategies", "", {}).at("rules"), json::array());
  EXPECT_EQ(Get(small, "strategies/cases", "", {}).at("cases"), json::array());
}

}  // namespace
}  // namespace auspex::serve
