#include "serve/filter_json.h"

#include <gtest/gtest.h>

#include "serve/answer_cache.h"
#include "serve/json_text.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

TEST(ParseFilter, ReadsEveryKindOfCondition) {
  const auto filter = ParseFilter(R"({"all": [{"column": "a", "op": "not_in", "values": ["x", 1, 2.5, true, null]}, {"column": "b", "op": "between", "low": 1, "high": null},
      {"column": "c", "op": "begins", "text": "é"}, {"column": "d", "op": "not_empty"}]})", "filter");
  ASSERT_EQ(filter.conditions.size(), 4u);
  EXPECT_EQ(filter.conditions[0].values, (std::vector<store::Value>{std::string("x"), int64_t{1}, 2.5, true, std::monostate()}));
  EXPECT_EQ(filter.conditions[1].low, store::Value(int64_t{1}));
  EXPECT_FALSE(filter.conditions[1].high);
  EXPECT_EQ(filter.conditions[2].text, "é");
  EXPECT_EQ(filter.conditions[3].op, flow::FilterOp::kNotEmpty);
  EXPECT_TRUE(ParseFilter("", "filter").conditions.empty());
  EXPECT_EQ(ParseFilter(R"({"all":[{"column":"a","op":"in","values":[18446744073709551615]}]})", "f").conditions[0].values[0], store::Value(18446744073709551615.0));
}

std::string Refusal(const std::string& text) {
  try {
    ParseFilter(text, "filter");
  } catch (const HttpError& error) {
    EXPECT_EQ(error.status(), 400);
    return error.where() + ": " + error.message();
  }
  return "no error";
}

TEST(ParseFilter, WhatIsWrongIsNamed) {
  const std::string deep(100, '[');
  const std::vector<std::pair<std::string, std::string>> faults = {
      {"{", "filter: this is no JSON"},
      {"[]", "filter: this is no JSON object"},
      {"\xFF", "filter: this is no JSON"},
      {"{\"all\":" + deep + "}", "filter: the JSON is nested deeper than 32 levels"},
      {"{}", "filter.all: is missing"},
      {R"({"all": {}})", "filter.all: must be a list"},
      {R"({"all": [], "any": []})", "filter: unknown field `any`"},
      {R"({"all": [1]})", "filter.all[0]: must be an object"},
      {R"({"all": [{"op": "empty"}]})", "filter.all[0].column: is missing"},
      {R"({"all": [{"column": 1, "op": "empty"}]})", "filter.all[0].column: must be text"},
      {R"({"all": [{"column": "a", "op": "like"}]})", "filter.all[0].op: unknown condition `like`"},
      {R"({"all": [{"column": "a", "op": "empty"}, {"column": "a", "op": "empty", "text": "x"}]})", "filter.all[1]: unknown field `text`"},
      {R"({"all": [{"column": "a", "op": "in"}]})", "filter.all[0].values: is missing"},
      {R"({"all": [{"column": "a", "op": "in", "values": "x"}]})", "filter.all[0].values: must be a list"},
      {R"({"all": [{"column": "a", "op": "in", "values": [[1]]}]})", "filter.all[0].values: must be a text, a number, true, false or null"},
      {R"({"all": [{"column": "a", "op": "between", "low": {}}]})", "filter.all[0].low: must be a text, a number, true, false or null"},
      {R"({"all": [{"column": "a", "op": "contains"}]})", "filter.all[0].text: is missing"},
      {std::string(kLongestFilter + 1, ' '), "filter: the filter is too long"},
  };
  for (const auto& [text, refusal] : faults) EXPECT_EQ(Refusal(text), refusal) << text.substr(0, 80);
  std::string many = "{\"all\":[";
  for (int i = 0; i < 101; ++i) many += std::string(i > 0 ? "," : "") + R"({"column":"a","op":"empty"})";
  EXPECT_EQ(Refusal(many + "]}"), "filter: the filter has 101 conditions");
}

TEST(AnswerCache, TheLeastRecentlyUsedGoFirst) {
  AnswerCache cache(8 * 1000);
  for (int i = 0; i < 8; ++i) cache.Keep("q" + std::to_string(i), std::string(796, 'x'));
  ASSERT_NE(cache.Find("q0"), nullptr);
  cache.Keep("q8", std::string(796, 'x'));
  EXPECT_NE(cache.Find("q0"), nullptr);
  EXPECT_EQ(cache.Find("q1"), nullptr);
  EXPECT_EQ(*cache.Find("q8"), std::string(796, 'x'));
  cache.Keep("large", std::string(5000, 'x'));
  EXPECT_EQ(cache.Find("large"), nullptr) << "it would push out all others";
  EXPECT_NE(cache.Find("q8"), nullptr);
}

TEST(AnswerCache, ForgetsByPrefixAndReplaces) {
  AnswerCache cache;
  cache.Keep("run 1 a", "1");
  cache.Keep("run 1 b", "2");
  cache.Keep("run 11 a", "3");
  cache.Keep("run 11 a", "4");
  const auto held = cache.Find("run 1 a");
  cache.Forget("run 1 ");
  EXPECT_EQ(cache.Find("run 1 a"), nullptr);
  EXPECT_EQ(cache.Find("run 1 b"), nullptr);
  EXPECT_EQ(*cache.Find("run 11 a"), "4");
  EXPECT_EQ(*held, "1") << "an answer that is being sent stays";
}

TEST(AppendJson, NumbersAreShortAndExactAndTextsEscaped) {
  std::string out;
  AppendJsonList(out, std::vector<flow::Cell>{0.1f, 0.1, 1.0, 1e300, int64_t{-5}, true, std::monostate(), 0.0 / 0.0, std::string("a\"\\\n\x01試")},
                 [&](const flow::Cell& cell) { AppendCell(out, cell); });
  EXPECT_EQ(out, R"([0.1,0.1,1,1e+300,-5,true,null,null,"a\"\\\n\u0001試"])");
}

}  // namespace
}  // namespace auspex::serve
