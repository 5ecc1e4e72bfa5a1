// Routes of jobs and models, called as the API calls them.
#include <gtest/gtest.h>

#include "serve/answer_cache.h"
#include "serve/api.h"
#include "serve/job_fixture.h"

namespace auspex::serve {
namespace {

/// What these routes do not touch: its parts of the context are never used.
struct Nothing {
  alignas(std::max_align_t) std::byte bytes[64]{};
  template <class T>
  T& As() {
    return reinterpret_cast<T&>(bytes);
  }
};

class RoutesTest : public JobTest {
 protected:
  Response Call(std::span<const Route> routes, const std::string& method, const std::string& pattern,
                std::map<std::string, std::string> parameters = {}, std::string body = {}) {
    Context context{*workspace_, pack_, nothing_.As<const Settings>(), nothing_.As<Accounts>(), nothing_.As<Sessions>(),
                    nothing_.As<AuditLog>(), uploads_, *jobs_, answers_, nothing_.As<Metrics>()};
    Request request;
    request.parameters = std::move(parameters);
    request.body = std::move(body);
    for (const Route& route : routes) {
      if (route.method == method && route.pattern == "/api/v1/" + pattern) return route.handler(context, {"ann", Role::kAnalyst, {}, "en"}, request);
    }
    throw NotFound("there is no route " + pattern);
  }
  Response Jobs(const std::string& method, const std::string& pattern, std::map<std::string, std::string> parameters = {}, std::string body = {}) {
    return Call(JobRoutes(), method, pattern, std::move(parameters), std::move(body));
  }
  json Model(const std::string& run, const std::string& name) {
    return json::parse(Call(ModelRoutes(), "GET", "models/{run}/{name}", {{"run", run}, {"name", name}}).body);
  }

  Nothing nothing_;
  AnswerCache answers_;
};

/// Everything a stream writes, up to its end or until `enough` of it.
std::string Written(const Response& response, const std::function<bool(const std::string&)>& enough = {}) {
  std::string text;
  const TakeBytes take = [&](std::string_view bytes) {
    text += bytes;
    return !enough || !enough(text);
  };
  while (response.stream(take)) {
  }
  return text;
}

TEST_F(RoutesTest, AnswerAsTheContractSays) {
  const Response started = Jobs("POST", "jobs", {}, R"({"kind": "train"})");
  EXPECT_EQ(started.status, 202);
  const std::string id = std::to_string(json::parse(started.body)["id"].get<int64_t>());
  const json ended = Ended(json::parse(started.body));
  EXPECT_EQ(json::parse(Jobs("GET", "jobs/{id}", {{"id", id}}).body), ended);
  EXPECT_EQ(json::parse(Jobs("GET", "jobs").body)["jobs"][0], ended);
  for (const char* field : {"id", "request", "state", "by", "created", "started", "finished", "progress", "run", "summary", "problem"}) {
    EXPECT_TRUE(ended.contains(field)) << field;
  }
  const Response again = Jobs("POST", "jobs/{id}/restart", {{"id", id}});
  EXPECT_EQ(again.status, 202);
  Ended(json::parse(again.body));
  EXPECT_EQ(ErrorOf([&] { Jobs("DELETE", "jobs/{id}", {{"id", id}}); }), "409 | the job has ended already | 1");
  EXPECT_EQ(ErrorOf([&] { Jobs("GET", "jobs/{id}/events", {{"id", "99"}}); }), "404 | there is no job 99 | ");
  EXPECT_EQ(ErrorOf([&] { Jobs("GET", "jobs/{id}", {{"id", "1; DROP TABLE jobs"}}); }).substr(0, 3), "404");
}

TEST_F(RoutesTest, EventsFollowAJobToItsEnd) {
  LoadEvents();
  const json job = Start({{"kind", "train"}, {"models", {"popularity"}}});
  const Response response = Jobs("GET", "jobs/{id}/events", {{"id", "1"}});
  EXPECT_EQ(response.type, "text/event-stream");
  const std::string text = Written(response);
  EXPECT_EQ(text.rfind("event: job\ndata: {", 0), 0u);
  EXPECT_TRUE(text.ends_with("}\n\n"));
  // Each event is two lines and an empty one; the last says how it ended.
  const std::string last = text.substr(text.rfind("data: ") + 6);
  EXPECT_EQ(json::parse(last)["state"], "done");
  size_t events = 0, lines = 0;
  for (size_t at = text.find("event: job\n"); at != std::string::npos; at = text.find("event: job\n", at + 1)) ++events;
  for (const char c : text) lines += c == '\n';
  EXPECT_EQ(lines, 3 * events);
  EXPECT_EQ(Written(Jobs("GET", "jobs/{id}/events", {{"id", "1"}})), "event: job\ndata: " + last) << "of an ended job: once";
}

TEST_F(RoutesTest, EventsEndWhenNobodyListens) {
  LoadEvents();
  const json job = Start(LongRequest());
  const auto runs = [](const std::string& all) { return all.find("running") != std::string::npos; };
  const std::string text = Written(Jobs("GET", "jobs/{id}/events", {{"id", "1"}}), runs);
  EXPECT_NE(text.find("running"), std::string::npos);
  EXPECT_EQ(Read(1)["state"], "running") << "the job goes on";
}

TEST_F(RoutesTest, ModelsTellHowTheyWereTrainedAndHowGoodTheyAre) {
  EXPECT_EQ(json::parse(Call(ModelRoutes(), "GET", "models").body)["trainings"].size(), 0u);
  LoadEvents();
  ASSERT_EQ(Ended(Start({{"kind", "train"}, {"models", {"popularity", "lstm"}}, {"epochs", 1}, {"horizon_days", 5}}))["state"], "done");
  const json trainings = json::parse(Call(ModelRoutes(), "GET", "models").body)["trainings"];
  ASSERT_EQ(trainings.size(), 1u);
  const json& training = trainings[0];
  EXPECT_EQ(training["horizon_days"], 5);
  EXPECT_GT(training["customers"], 100);
  EXPECT_LT(training["split"]["validate"]["to"], training["split"]["test"]["from"]);
  EXPECT_EQ(training["models"].size(), 2u);
  EXPECT_EQ(training["models"][0]["chosen"], true);
  for (int again = 0; again < 2; ++again) {  // the second time from what was kept
    const json lstm = Model("1", "lstm");
    ASSERT_EQ(lstm["curve"].size(), 1u);
    EXPECT_EQ(lstm["curve"][0]["epoch"], 1);
    EXPECT_GT(lstm["curve"][0]["validation_loss"], 0);
    const json& evaluation = lstm["evaluation"];
    EXPECT_GT(evaluation["rows"], 0);
    EXPECT_FALSE(evaluation["ranking"]["mrr"]["value"].is_null());
    EXPECT_EQ(evaluation["conversions"].size(), pack_.conversions.size());
    EXPECT_GT(evaluation["calibration"].size(), 1u);
    EXPECT_GT(evaluation["symbols"].size(), 1u);
  }
  EXPECT_EQ(ErrorOf([&] { Model("1", "oracle"); }), "404 | there is no such model | 1/oracle");
  EXPECT_EQ(ErrorOf([&] { Model("x", "lstm"); }).substr(0, 3), "404");
  std::filesystem::resize_file(workspace_->models_folder() / "run-1-popularity.auspex", 100);
  EXPECT_EQ(ErrorOf([&] { Model("1", "popularity"); }).substr(0, 3), "500");
}

}  // namespace
}  // namespace auspex::serve
