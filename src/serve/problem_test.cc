#include "serve/problem.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "serve/embedded.h"
#include "serve/messages.h"

namespace auspex::serve {
namespace {

std::string LanguageFor(const std::string& header) {
  Request request;
  request.headers.emplace("accept-language", header);
  return LanguageOf(request);
}

TEST(Problem, PicksTheLanguageThatTheBrowserAsksFor) {
  EXPECT_EQ(LanguageOf({}), "zh-Hant");
  EXPECT_EQ(LanguageFor("zh-TW,zh;q=0.9,en;q=0.8"), "zh-Hant");
  EXPECT_EQ(LanguageFor("zh-HK"), "zh-Hant");
  EXPECT_EQ(LanguageFor("zh-Hant-TW"), "zh-Hant");
  EXPECT_EQ(LanguageFor("zh-CN,zh;q=0.9"), "zh-Hans");
  EXPECT_EQ(LanguageFor("zh"), "zh-Hans");
  EXPECT_EQ(LanguageFor("ZH-HANS-CN"), "zh-Hans");
  EXPECT_EQ(LanguageFor("de, en-GB;q=0.7, zh-CN;q=0.3"), "en");
  EXPECT_EQ(LanguageFor("en;q=0.2, zh-TW;q=0.9"), "zh-Hant");
  EXPECT_EQ(LanguageFor("en;q=0, fr"), "zh-Hant");
  EXPECT_EQ(LanguageFor(";;;,,q=,en;q=x"), "en");
}

TEST(Problem, HoldsWhatHappenedWhereAndWhatToDo) {
  const Response response = ProblemResponse(Error(Fault::kData, "the file is empty", "a.csv", "Check how it was made or copied."), "zh-Hant");
  EXPECT_EQ(response.status, 422);
  const auto json = nlohmann::json::parse(response.body);
  EXPECT_EQ(json, nlohmann::json({{"type", "about:blank"}, {"status", 422}, {"code", "unusable_data"}, {"title", "檔案是空的"},
      {"where", "a.csv"}, {"advice", "請確認檔案的產生或複製方式。"}}));
}

TEST(Problem, GivesEachFaultItsStatus) {
  EXPECT_EQ(ProblemResponse(Error(Fault::kUsage, "x"), "en").status, 400);
  EXPECT_EQ(ProblemResponse(Error(Fault::kCancelled, "x"), "en").status, 409);
  EXPECT_EQ(ProblemResponse(Error(Fault::kInternal, "x"), "en").status, 500);
  EXPECT_EQ(ProblemResponse(HttpError(418, "teapot", "x"), "en").status, 418);
  EXPECT_NE(ProblemJson(HttpError(418, "teapot", "x\xFF"), "en").find("\"teapot\""), std::string::npos);
}

TEST(Problem, SpeaksEachLanguageWithTheValuesInPlace) {
  const std::string english = "the required column staytime is missing; the header has a, b";
  EXPECT_EQ(Translate(english, "zh-Hant"), "缺少必要欄位「staytime」；檔案的標題列有：a, b");
  EXPECT_EQ(Translate(english, "zh-Hans"), "缺少必填列“staytime”；文件的标题行有：a, b");
  EXPECT_EQ(Translate(english, "en"), english);
  EXPECT_EQ(Translate("Load some with: auspex -w DIR ingest FILE", "en"), "Upload a file on the page Data.");
  EXPECT_EQ(Translate("nobody has written this", "zh-Hant"), "nobody has written this");
  EXPECT_EQ(Translate("", "zh-Hant"), "");
}

TEST(Problem, TranslatesReasonsInsideOfAMessage) {
  EXPECT_EQ(Translate("none of the 1,200 rows can be used: 800 rows staytime: not a number (first at a.csv:2); 400 rows event_time: empty (first at a.csv:3)", "zh-Hant"),
            "1,200 列資料全部無法使用：800 列「staytime」不是數字（首見於 a.csv:2）；400 列「event_time」空白（首見於 a.csv:3）");
}

TEST(Messages, OfTheProgramAreWholeInEveryLanguage) {
  const auto messages = ParseMessages(EmbeddedMessages());  // checks placeholders and blocks
  EXPECT_GT(messages.size(), 100u);
  for (const auto& message : messages) {
    for (const auto& [language, text] : message.translations) EXPECT_FALSE(text.empty()) << message.english << " " << language;
  }
}

TEST(Messages, RefuseBlocksThatDoNotHold) {
  EXPECT_THROW(ParseMessages("a {x}\nb {y}\nc {x}\n"), Error);
  EXPECT_THROW(ParseMessages("a\nb\n"), Error);
  EXPECT_THROW(ParseMessages("a\nb\nc\n\na\nb\nc"), Error);
  EXPECT_EQ(ParseMessages("# x\n\na\nb\nc").size(), 1u);
}

TEST(Messages, AreMatchedFromTheFirstPieceToTheLast) {
  std::map<std::string, std::string> values;
  EXPECT_TRUE(MatchTemplate(ParseTemplate("{a} of {b}."), "1 of 2 of 3.", values));
  EXPECT_EQ(values["a"], "1");
  EXPECT_EQ(values["b"], "2 of 3");
  EXPECT_FALSE(MatchTemplate(ParseTemplate("{a} of {b}."), "1 of 2", values));
  EXPECT_FALSE(MatchTemplate(ParseTemplate("x {a}"), "y z", values));
}

}  // namespace
}  // namespace auspex::serve
