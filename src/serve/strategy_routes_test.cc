#include "serve/pages_for_test.h"

namespace auspex::serve {
namespace {

class StrategyPage : public Pages {};

TEST_F(StrategyPage, StrategiesAreInWordsWithWhomTheyCatch) {
  const json strategies = Get("strategies");
  EXPECT_EQ(strategies.at("rank_by"), "level");
  const json& rules = strategies.at("rules");
  EXPECT_EQ(rules.size(), small_->pack().strategy->rules.size());
  int64_t customers = strategies.at("none").at("customers");
  for (const json& rule : rules) {
    customers += rule.at("customers").get<int64_t>();
    EXPECT_GE(rule.at("cases"), 1);
    EXPECT_EQ(rule.at("texts").size(), 3u);
    for (const json& condition : rule.at("conditions")) EXPECT_FALSE(condition.at("sql").get<std::string>().empty());
  }
  EXPECT_EQ(customers, small_->workspace().Connect().Integer("SELECT count(*) FROM run_2_prediction"));
  EXPECT_EQ(rules[0].at("position"), 1);
  EXPECT_EQ(rules[0].at("conditions")[0].at("texts").at("en"), "Bought online within the last 10 steps");
  const auto advisor = std::find_if(rules.begin(), rules.end(), [](const json& rule) { return rule.at("id") == "recommend_advisor"; });
  EXPECT_EQ(advisor->at("texts").at("en"), "Recommend an advisor: “This expert knows … best; confirm a booking within 3 minutes”");
  EXPECT_EQ(Refusal("strategies", "", {{"run", "9"}}), "404 not_found: there is no prediction 9 | run | ");
}

TEST_F(StrategyPage, CasesAreRunAndPass) {
  const json cases = Get("strategies/cases").at("cases");
  EXPECT_GT(cases.size(), 20u);
  for (const json& each : cases) EXPECT_TRUE(each.at("passed")) << each;
  EXPECT_EQ(cases[0].at("file"), "cases/booked_advisor.toml");
  EXPECT_FALSE(cases[0].at("steps").empty());
  EXPECT_EQ(Get("strategies/cases").at("cases"), cases);
}

TEST_F(StrategyPage, StrategyWhatIfCountsBeforeAndAfter) {
  const json same = Post("{}");
  EXPECT_EQ(same.at("run"), 2);
  EXPECT_EQ(same.at("changed"), 0);
  const json rules = same.at("rules");
  EXPECT_TRUE(rules.back().at("id").is_null());
  const auto most = std::max_element(rules.begin(), rules.end() - 1, [](const json& a, const json& b) { return a.at("before") < b.at("before"); });
  const json less = Post(json{{"without", {most->at("id")}}, {"later_minutes", 0}, {"run", 2}}.dump());
  EXPECT_EQ(less.at("changed"), most->at("before"));
  EXPECT_EQ(less.at("rules")[static_cast<size_t>(most - rules.begin())].at("after"), 0);
}

TEST_F(StrategyPage, StrategyWhatIfNamesWhatIsWrong) {
  EXPECT_EQ(RefusedPost(R"({"without": ["x"]})"), "the strategy has no rule x | without | Name rules by their ids.");
  EXPECT_EQ(RefusedPost(R"({"without": "x"})"), "400 bad_request: must be a list of rules' ids | without | ");
  EXPECT_EQ(RefusedPost(R"({"without": [1]})"), "400 bad_request: must be a list of rules' ids | without | ");
  EXPECT_EQ(RefusedPost(R"({"later_minutes": -1})"), "400 bad_request: must be a whole number from 0 to 527040 | later_minutes | ");
  EXPECT_EQ(RefusedPost(R"({"later_minutes": 1e300})"), "400 bad_request: must be a whole number from 0 to 527040 | later_minutes | ");
  EXPECT_EQ(RefusedPost(R"({"run": 9})"), "404 not_found: there is no prediction 9 | run | ");
  EXPECT_EQ(RefusedPost("[]"), "400 bad_request: this is no JSON object | body | ");
}

}  // namespace
}  // namespace auspex::serve
