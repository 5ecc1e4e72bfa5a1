#include "serve/json_fields.h"

#include <gtest/gtest.h>

#include "serve/problem.h"

namespace auspex::serve {
namespace {

/// "status where: what" of what `act` throws.
template <class Act>
std::string Thrown(Act act) {
  try {
    act();
  } catch (const HttpError& error) {
    return std::to_string(error.status()) + " " + error.where() + ": " + error.message();
  }
  return "nothing thrown";
}

TEST(JsonFields, TakesABodyThatIsAnObject) {
  const auto body = ParseBody(R"({"name": "王小明", "size": 12, "on": true, "none": null})");
  EXPECT_EQ(StringField(body, "name"), "王小明");
  EXPECT_EQ(IntegerField(body, "size", 0, 12), 12);
  EXPECT_EQ(OptionalBool(body, "on", false), true);
  EXPECT_EQ(OptionalBool(body, "off", true), true);
  EXPECT_EQ(OptionalString(body, "none"), std::nullopt);
  EXPECT_EQ(OptionalString(body, "name"), "王小明");
  EXPECT_EQ(OptionalInteger(body, "none", 0, 9), std::nullopt);
  EXPECT_EQ(OptionalInteger(body, "size", 0, 99), 12);
}

TEST(JsonFields, RefusesWhatIsNoObject) {
  for (const char* text : {"", "{", "nonsense", "{\"a\":}", "{\"a\": 1e999}", "{\"a\": \"\xff\"}", "{} {}"}) {
    EXPECT_EQ(Thrown([&] { ParseBody(text); }), "400 body: this is no JSON") << text;
  }
  for (const char* text : {"[]", "1", "null", "\"{}\""}) EXPECT_EQ(Thrown([&] { ParseBody(text); }), "400 body: this is no JSON object") << text;
  EXPECT_EQ(Thrown([] { ParseObject("[1]", "mapping"); }), "400 mapping: this is no JSON object");
}

TEST(JsonFields, RefusesDeepNestingBeforeParsingIt) {
  const auto nested = [](size_t levels) { return "{\"a\":" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}"; };
  EXPECT_TRUE(ParseBody(nested(32)).is_object());
  EXPECT_EQ(Thrown([&] { ParseBody(nested(33)); }), "400 body: the JSON is nested deeper than 32 levels");
  EXPECT_EQ(Thrown([] { ParseBody(std::string(5'000'000, '[')); }), "400 body: the JSON is nested deeper than 32 levels");
  EXPECT_TRUE(ParseBody("{\"a\": \"\\\"" + std::string(100, '[') + "\"}").is_object());
}

TEST(JsonFields, NamesTheFieldThatIsWrong) {
  const auto body = ParseBody(R"({"text": "x", "real": 1.5, "huge": 18446744073709551615, "list": [], "number": 7})");
  EXPECT_EQ(Thrown([&] { StringField(body, "name"); }), "400 name: is missing");
  EXPECT_EQ(Thrown([&] { StringField(body, "number"); }), "400 number: must be text");
  EXPECT_EQ(Thrown([&] { OptionalString(body, "list"); }), "400 list: must be text");
  EXPECT_EQ(Thrown([&] { OptionalBool(body, "text", true); }), "400 text: must be true or false");
  EXPECT_EQ(Thrown([&] { IntegerField(body, "size", 1, 9); }), "400 size: is missing");
  for (const char* name : {"text", "real", "huge", "list", "number"}) {
    EXPECT_EQ(Thrown([&] { IntegerField(body, name, -1, 6); }), "400 " + std::string(name) + ": must be a whole number from -1 to 6");
  }
  EXPECT_EQ(Thrown([&] { OptionalInteger(body, "huge", 0, INT64_MAX); }), "400 huge: must be a whole number from 0 to 9223372036854775807");
}

TEST(JsonFields, ReadsNumbersOfQueriesAndPaths) {
  Request request;
  request.query = {{"limit", "20"}, {"offset", "99999999999999999999"}, {"empty", ""}, {"text", "1;DROP"}};
  EXPECT_EQ(QueryInteger(request, "limit", 5, 1, 100), 20);
  EXPECT_EQ(QueryInteger(request, "none", 5, 1, 100), 5);
  for (const char* name : {"offset", "empty", "text"}) {
    EXPECT_EQ(Thrown([&] { QueryInteger(request, name, 5, 1, 100); }), "400 " + std::string(name) + ": must be a whole number from 1 to 100");
  }
  request.parameters = {{"id", "7"}, {"word", "七"}, {"minus", "-1"}, {"huge", "9223372036854775808"}};
  EXPECT_EQ(PathInteger(request, "id"), 7);
  EXPECT_EQ(Thrown([&] { PathInteger(request, "word"); }), "404 七: there is nothing of this number");
  EXPECT_EQ(Thrown([&] { PathInteger(request, "minus"); }), "404 -1: there is nothing of this number");
  EXPECT_EQ(Thrown([&] { PathInteger(request, "huge"); }), "404 9223372036854775808: there is nothing of this number");
}

TEST(Http, FindsHeadersQueriesAndCookies) {
  Request request;
  request.headers = {{"cookie", "a=1; auspex_session=abc=; b"}, {"upload-offset", "5"}};
  EXPECT_EQ(request.Cookie("auspex_session"), "abc=");
  EXPECT_EQ(request.Cookie("a"), "1");
  EXPECT_EQ(request.Cookie("b"), "");
  EXPECT_EQ(request.Cookie("c"), "");
  EXPECT_EQ(request.Header("upload-offset"), "5");
  EXPECT_EQ(request.Header("host"), "");
}

}  // namespace
}  // namespace auspex::serve
