#pragma once
// What tests of the pages Customer and Strategies share: a workspace with one prediction, requests, and the errors they give.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "flow/small_workspace_for_test.h"
#include "serve/problem.h"
#include "serve/small_context_for_test.h"

namespace auspex::serve {

using nlohmann::json;
using Query = std::multimap<std::string, std::string>;

/// `status code: message | where | advice`, without the first two for an error that the API gives a status to.
template <class F>
std::string ProblemOf(F f) {
  try {
    f();
  } catch (const HttpError& error) {
    return std::to_string(error.status()) + " " + error.code() + ": " + error.message() + " | " + error.where() + " | " + error.advice();
  } catch (const Error& error) {
    return error.message() + " | " + error.where() + " | " + error.advice();
  }
  return "no error";
}

class Pages : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    small_ = new flow::SmallWorkspace("insurance");
    small_->Simulate(300);
    small_->Train({"markov1"});
    small_->Predict();
  }
  static void TearDownTestSuite() { delete small_; }

  static json Get(flow::SmallWorkspace& small, const std::string& pattern, const std::string& id, const Query& query) {
    Request request;
    if (!id.empty()) request.parameters["id"] = id;
    request.query = query;
    SmallContext context(small.workspace(), small.pack());
    const auto routes = pattern.find("strategies") == std::string::npos ? CustomerRoutes() : StrategyRoutes();
    return json::parse(context.Call(routes, "GET", "/api/v1/" + pattern, request).body);
  }
  static json Get(const std::string& pattern, const std::string& id = {}, const Query& query = {}) { return Get(*small_, pattern, id, query); }
  static json Post(const std::string& body) {
    Request request;
    request.body = body;
    SmallContext context(small_->workspace(), small_->pack());
    return json::parse(context.Call(StrategyRoutes(), "POST", "/api/v1/strategies/what-if", request).body);
  }
  static std::string Refusal(const std::string& pattern, const std::string& id = {}, const Query& query = {}) {
    return ProblemOf([&] { Get(pattern, id, query); });
  }
  static std::string RefusedPost(const std::string& body) {
    return ProblemOf([&] { Post(body); });
  }
  static std::string AnyCustomer() { return Get("customers").at("customers").at(3); }

  inline static flow::SmallWorkspace* small_ = nullptr;
};

}  // namespace auspex::serve
