#include "serve/gate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "serve/problem.h"

namespace auspex::serve {
namespace {

struct GateTest : testing::Test {
  std::vector<std::string> audits, counted;
  std::string called;
  Gate gate{{{"GET", "/api/v1/open", Role::kNobody, nullptr},
             {"GET", "/api/v1/things/{id}", Role::kViewer, nullptr},
             {"GET", "/api/v1/things/best", Role::kViewer, nullptr},
             {"DELETE", "/api/v1/things/{id}", Role::kAnalyst, nullptr, "delete thing"},
             {"POST", "/api/v1/things/{id}/parts/{part}", Role::kAdmin, nullptr, "make part"},
             {"PATCH", "/api/v1/bytes", Role::kViewer, nullptr, "", true}},
            {.session = [](const std::string& token) -> std::optional<SessionInfo> {
               if (token == "viewer") return SessionInfo{"s1", "vera", Role::kViewer, "c1"};
               if (token == "admin") return SessionInfo{"s2", "ada", Role::kAdmin, "c2"};
               return {};
             },
             .call = [this](const Route& route, const Caller& caller, Request& request) -> Response {
               called = std::string(route.pattern) + " " + caller.account;
               for (const auto& [name, value] : request.parameters) called += " " + name + "=" + value;
               if (request.body == "{\"boom\":1}") throw std::runtime_error("boom");
               if (request.body == "{\"busy\":1}") throw HttpError(409, "busy", "the thing is busy");
               return {};
             },
             .audit = [this](const std::string& account, const std::string& address, const std::string& action, const std::string& subject,
                             const std::string& outcome) {
               audits.push_back(account + "|" + address + "|" + action + "|" + subject + "|" + outcome);
             },
             .count = [this](const std::string& method, const std::string& pattern, int status,
                             double) { counted.push_back(method + " " + pattern + " " + std::to_string(status)); }}};

  using Headers = std::multimap<std::string, std::string>;

  Response Ask(const std::string& method, const std::string& path, const std::string& session = {}, Headers headers = {}, const std::string& body = {}) {
    Request request;
    request.method = method;
    request.path = path;
    request.address = "10.0.0.1";
    request.headers = std::move(headers);
    request.headers.emplace("host", "a:80");
    request.headers.emplace("accept-language", "en");
    if (!session.empty()) request.headers.emplace("cookie", "x=y; auspex_session=" + session);
    request.body = body;
    return gate.Answer(request);
  }
  static std::string Code(const Response& response) { return nlohmann::json::parse(response.body)["code"]; }
};

TEST_F(GateTest, FindsRoutesByTheirSegments) {
  Ask("GET", "/api/v1/things/7%2F8", "viewer");
  EXPECT_EQ(called, "/api/v1/things/{id} vera id=7/8");
  Ask("GET", "/api/v1/things/best", "viewer");
  EXPECT_EQ(called, "/api/v1/things/best vera");
  for (const char* path : {"/api/v1/things", "/api/v1/things/", "/api/v1//things/1", "/api/v1/things/1/", "/api/v1/THINGS/1", "/api/v2/open",
                           "/api/v1/things/{id}/x"}) {
    const auto response = Ask("GET", path, "viewer");
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_EQ(Code(response), "not_found");
  }
  EXPECT_EQ(counted.back(), "GET none 404");
}

TEST_F(GateTest, NamesTheMethodsThatAPathHas) {
  const auto response = Ask("PUT", "/api/v1/things/1", "admin");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(Code(response), "method_not_allowed");
  const std::pair<std::string, std::string> allow("Allow", "GET, HEAD, DELETE");
  EXPECT_EQ(std::count(response.headers.begin(), response.headers.end(), allow), 1);
}

TEST_F(GateTest, AsksWhoItIsAndWhatTheyMay) {
  EXPECT_EQ(Ask("GET", "/api/v1/open").status, 200);
  EXPECT_EQ(Code(Ask("GET", "/api/v1/things/1")), "not_signed_in");
  EXPECT_EQ(Ask("GET", "/api/v1/things/1", "forged").status, 401);
  EXPECT_EQ(Ask("GET", "/api/v1/things/1", "viewer").status, 200);
  const auto refused = Ask("DELETE", "/api/v1/things/1", "viewer", {{"x-csrf-token", "c1"}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(nlohmann::json::parse(refused.body)["advice"], "Ask an administrator for the role analyst.");
  EXPECT_EQ(audits.back(), "vera|10.0.0.1|delete thing|1|forbidden");
}

TEST_F(GateTest, WantsTheTokenOfTheSessionForChanges) {
  EXPECT_EQ(Code(Ask("DELETE", "/api/v1/things/1", "admin")), "csrf");
  EXPECT_EQ(Code(Ask("DELETE", "/api/v1/things/1", "admin", {{"x-csrf-token", "c1"}})), "csrf");
  EXPECT_EQ(Code(Ask("DELETE", "/api/v1/things/1", "admin", {{"x-csrf-token", ""}})), "csrf");
  EXPECT_EQ(Ask("DELETE", "/api/v1/things/1", "admin", {{"x-csrf-token", "c2"}}).status, 200);
  const std::string refused = "ada|10.0.0.1|delete thing|1|csrf";
  EXPECT_EQ(audits, (std::vector<std::string>{refused, refused, refused, "ada|10.0.0.1|delete thing|1|200"}));
}

TEST_F(GateTest, TurnsChangesFromOtherSitesAway) {
  const auto with = [&](const char* name, const char* value) {
    return Ask("DELETE", "/api/v1/things/1", "admin", {{"x-csrf-token", "c2"}, {name, value}});
  };
  EXPECT_EQ(Code(with("sec-fetch-site", "cross-site")), "other_site");
  EXPECT_EQ(Code(with("sec-fetch-site", "same-site")), "other_site");
  EXPECT_EQ(Code(with("origin", "https://evil.example")), "other_site");
  EXPECT_EQ(Code(with("origin", "null")), "other_site");
  EXPECT_EQ(Code(with("origin", "http://a:81")), "other_site");
  EXPECT_EQ(with("sec-fetch-site", "same-origin").status, 200);
  EXPECT_EQ(with("origin", "http://a:80").status, 200);
  EXPECT_EQ(Ask("GET", "/api/v1/things/1", "admin", {{"origin", "https://evil.example"}}).status, 200);
}

TEST_F(GateTest, TakesBodiesAsJsonOnly) {
  const auto send = [&](const char* type) {
    return Ask("POST", "/api/v1/things/1/parts/2", "admin", {{"x-csrf-token", "c2"}, {"content-type", type}}, "{}");
  };
  EXPECT_EQ(Code(send("text/plain")), "unsupported_media_type");
  EXPECT_EQ(send("application/json-x").status, 415);
  EXPECT_EQ(send("application/json; charset=utf-8").status, 200);
  EXPECT_EQ(called, "/api/v1/things/{id}/parts/{part} ada id=1 part=2");
  EXPECT_EQ(Ask("PATCH", "/api/v1/bytes", "viewer", {{"x-csrf-token", "c1"}}, "bytes").status, 200);
}

TEST_F(GateTest, AnswersErrorsOfHandlersAsProblems) {
  const std::multimap<std::string, std::string> headers{{"x-csrf-token", "c2"}, {"content-type", "application/json"}};
  const auto busy = Ask("POST", "/api/v1/things/1/parts/2", "admin", headers, "{\"busy\":1}");
  EXPECT_EQ(busy.status, 409);
  EXPECT_EQ(Code(busy), "busy");
  EXPECT_EQ(audits.back(), "ada|10.0.0.1|make part|1 2|busy");
  const auto boom = Ask("POST", "/api/v1/things/1/parts/2", "admin", headers, "{\"boom\":1}");
  EXPECT_EQ(boom.status, 500);
  EXPECT_EQ(boom.body.find("boom"), std::string::npos) << "what a bug says is not for the peer";
  EXPECT_EQ(audits.back(), "ada|10.0.0.1|make part|1 2|500");
  EXPECT_EQ(counted.back(), "POST /api/v1/things/{id}/parts/{part} 500");
}

TEST_F(GateTest, KeepsAnswersOutOfCaches) {
  const auto response = Ask("GET", "/api/v1/open");
  EXPECT_EQ(response.headers, (std::vector<std::pair<std::string, std::string>>{{"Cache-Control", "no-store"}}));
}

}  // namespace
}  // namespace auspex::serve
