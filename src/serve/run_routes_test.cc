// The answers about runs and results, asked as a client asks.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "flow/runs.h"
#include "serve/answer_cache.h"
#include "serve/api.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

class RunRoutesTest : public testing::Test {
 protected:
  RunRoutesTest() {
    folder_ = fs::temp_directory_path() / ("auspex_runs_" + std::to_string(getpid()) + "_" + testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "pack");
    store::Workspace::Create(folder_ / "ws", folder_ / "pack", "small");
    workspace_ = std::make_unique<store::Workspace>(folder_ / "ws");
    pack_.name = "small";
    pack_.result_sql = "SELECT id, p, \"-2\" FROM decision", pack_.result = "result.sql";
    pack_.results.file = "results.toml";
    pack_.results.facets = {{"odd", "n % 2", 0}};
    pack_.results.charts = {{"bars", pack::ChartKind::kBar, {"-2"}}, {"spread", pack::ChartKind::kHistogram, {"p"}, 2, 0, 1, 0},
                            {"flow", pack::ChartKind::kSankey, {"-2", "odd"}}, {"heat", pack::ChartKind::kHeatmap, {"odd", "odd"}}};
    pack_.results.cards = {{"all", "count(*)", pack::CardFormat::kCount}, {"mean", "avg(p)", pack::CardFormat::kPercent}};
    pack_.results.strategy_column = "-2";
    store::Connection connection = workspace_->Connect();
    flow::CreateRunTables(connection);
    for (const int run : {2, 3}) {
      const std::string n = "run_" + std::to_string(run);
      connection.Run("CREATE TABLE " + n + "_prediction AS SELECT 'u' || i AS id, CAST(i / 10.0 AS FLOAT) AS p, ['x', 'y', '=z'][1 + i % 3] AS \"-2\", i AS n "
                     "FROM range(" + std::to_string(10 * (run - 1)) + ") t(i)");
      connection.Run("CREATE VIEW " + n + "_decision AS SELECT * FROM " + n + "_prediction");
      connection.Run("INSERT INTO runs VALUES (" + std::to_string(run) + ", 'predict', '2025-03-01 12:03:11', 2.5, '1', "
                     "'{\"model\": \"lstm\", \"model_run\": 1, \"from\": \"a\", \"to\": \"b\", \"now\": \"c\"}', '', '', '')");
    }
  }
  ~RunRoutesTest() override {
    workspace_.reset();
    fs::remove_all(folder_);
  }

  Response Ask(const std::string& method, const std::string& pattern, std::map<std::string, std::string> parameters = {},
               std::multimap<std::string, std::string> query = {}, const std::string& body = {}, const std::string& account = "ann") {
    alignas(64) static char nothing[64];
    Context context{*workspace_, pack_, reinterpret_cast<Settings&>(nothing), reinterpret_cast<Accounts&>(nothing), reinterpret_cast<Sessions&>(nothing),
                    reinterpret_cast<AuditLog&>(nothing), reinterpret_cast<Uploads&>(nothing), reinterpret_cast<JobQueue&>(nothing), answers_,
                    reinterpret_cast<Metrics&>(nothing)};
    Request request;
    request.method = method, request.parameters = std::move(parameters), request.query = std::move(query), request.body = body;
    for (const Route& route : RunRoutes()) {
      if (method == route.method && "/api/v1" + pattern == route.pattern) return route.handler(context, {account, Role::kAdmin, "", "en"}, request);
    }
    ADD_FAILURE() << "no route " << method << " " << pattern;
    return {};
  }
  json Get(const std::string& pattern, std::map<std::string, std::string> parameters = {}, std::multimap<std::string, std::string> query = {}) {
    return json::parse(Ask("GET", pattern, std::move(parameters), std::move(query)).body);
  }
  template <class F>
  std::string Refusal(const F& f) {
    try {
      f();
    } catch (const HttpError& error) {
      return std::to_string(error.status()) + " " + error.where() + ": " + error.message();
    } catch (const Error& error) {
      return "usage " + error.where() + ": " + error.message();
    }
    return "no error";
  }

  fs::path folder_;
  std::unique_ptr<store::Workspace> workspace_;
  pack::Pack pack_;
  AnswerCache answers_;
};

TEST_F(RunRoutesTest, RunsAreListedNewestFirst) {
  EXPECT_EQ(Get("/runs").dump(), R"({"runs":[{"customers":20,"finished":"2025-03-01T12:03:11Z","from":"a","kind":"prediction","model":{"name":"lstm","run":1},"month":null,"now":"c","run":3,"seconds":2.5,"start":null,"to":"b"},)"
                                 R"({"customers":10,"finished":"2025-03-01T12:03:11Z","from":"a","kind":"prediction","model":{"name":"lstm","run":1},"month":null,"now":"c","run":2,"seconds":2.5,"start":null,"to":"b"}]})");
}

TEST_F(RunRoutesTest, AResultSaysWhatItHas) {
  const json info = Get("/results/{run}", {{"run", "newest"}});
  EXPECT_EQ(info["run"]["run"], 3);
  EXPECT_EQ(info["rows"], 20);
  EXPECT_EQ(info["columns"], json::parse(R"([{"facet":false,"name":"id","type":"text"},{"facet":false,"least":0,"most":1.9,"name":"p","type":"number"},)"
                                    R"({"facet":false,"name":"-2","type":"set","values":["=z","x","y"]},{"facet":true,"least":0,"most":1,"name":"odd","type":"integer"}])"));
  EXPECT_EQ(info["charts"].size(), 4u);
  EXPECT_EQ(info["cards"][1].dump(), R"({"format":"percent","id":"mean"})");
  EXPECT_EQ(info["strategy_column"], "-2");
}

TEST_F(RunRoutesTest, RowsAreFilteredSortedAndPaged) {
  const json page = Get("/results/{run}/rows", {{"run", "2"}},
                        {{"filter", R"({"all":[{"column":"odd","op":"in","values":[1]}]})"}, {"sort", "--2,-p"}, {"offset", "1"}, {"limit", "2"}, {"columns", "id,odd"}});
  // odd rows are u1 y, u3 x, u5 =z, u7 y, u9 x; down by "-2": u7 u1 (y), u9 u3 (x), u5 (=z)
  EXPECT_EQ(page.dump(), R"({"columns":["id","odd"],"offset":1,"rows":[["u1",1],["u9",1]],"total":5})");
  const json all = Get("/results/{run}/rows", {{"run", "2"}});
  EXPECT_EQ(all["columns"].dump(), R"(["id","p","-2"])");
  EXPECT_EQ(all["rows"][3].dump(), R"(["u3",0.3,"x"])");
}

TEST_F(RunRoutesTest, ValuesCardsAndCharts) {
  EXPECT_EQ(Get("/results/{run}/values", {{"run", "2"}}, {{"column", "-2"}, {"limit", "2"}}).dump(),
            R"({"more":true,"values":[{"count":4,"value":"x"},{"count":3,"value":"=z"}]})");
  EXPECT_EQ(Get("/results/{run}/cards", {{"run", "2"}}, {{"filter", R"({"all":[{"column":"p","op":"between","high":-1}]})"}}).dump(),
            R"({"cards":[{"format":"count","id":"all","value":0},{"format":"percent","id":"mean","value":null}]})");
  const auto chart = [&](const char* id) { return Get("/results/{run}/charts/{id}", {{"run", "2"}, {"id", id}}).dump(); };
  EXPECT_EQ(chart("bars"), R"({"bars":[{"count":4,"value":"x"},{"count":3,"value":"=z"},{"count":3,"value":"y"}],"id":"bars","kind":"bar"})");
  EXPECT_EQ(chart("spread"), R"({"counts":[5,5],"empty":0,"high":1,"id":"spread","kind":"histogram","low":0})");
  EXPECT_EQ(chart("heat"), R"({"cells":[{"count":5,"x":0,"y":0},{"count":5,"x":1,"y":1}],"id":"heat","kind":"heatmap"})");
  EXPECT_EQ(json::parse(chart("flow"))["links"][0].dump(), R"({"count":2,"layer":0,"source":"=z","target":0})");
}

TEST_F(RunRoutesTest, AFileIsStreamedAndNothingIsLeft) {
  const Response response = Ask("GET", "/results/{run}/file", {{"run", "2"}},
                                {{"format", "csv"}, {"sort", "-p"}, {"filter", R"({"all":[{"column":"p","op":"between","low":0.8}]})"}});
  EXPECT_EQ(response.headers.at(0).second, "attachment; filename=\"small-run-2-filtered.csv\"; filename*=UTF-8''small-run-2-filtered.csv");
  std::string text;
  while (response.stream([&](std::string_view bytes) { return text += bytes, true; })) {
  }
  EXPECT_EQ(text, "\xEF\xBB\xBFid,p,-2\nu9,0.9,x\nu8,0.8,'=z\n");
  for (const char* format : {"xlsx", "parquet"}) {
    std::string bytes;
    const Response other = Ask("GET", "/results/{run}/file", {{"run", "2"}}, {{"format", format}});
    for (const auto& entry : fs::directory_iterator(folder_ / "ws" / "spill")) EXPECT_FALSE(entry.is_regular_file()) << entry.path();
    while (other.stream([&](std::string_view piece) { return bytes += piece, true; })) {
    }
    EXPECT_EQ(bytes.substr(0, 2), std::string(format) == "xlsx" ? "PK" : "PA");
  }
  EXPECT_EQ(Refusal([&] { Ask("GET", "/results/{run}/file", {{"run", "2"}}, {{"format", "exe"}}); }), "400 format: must be csv, xlsx or parquet");
}

TEST_F(RunRoutesTest, WhatIsNotThereIsNotFound) {
  const auto refusal = [&](const std::string& pattern, std::map<std::string, std::string> parameters, std::multimap<std::string, std::string> query = {}) {
    return Refusal([&] { Ask("GET", pattern, parameters, query); });
  };
  EXPECT_EQ(refusal("/results/{run}", {{"run", "4"}}), "404 run: there is no prediction 4");
  EXPECT_EQ(refusal("/results/{run}", {{"run", "0"}}), "404 run: there is no prediction 0");
  EXPECT_EQ(refusal("/results/{run}", {{"run", "-1"}}).substr(0, 4), "404 ");
  EXPECT_EQ(refusal("/results/{run}", {{"run", "../3"}}).substr(0, 4), "404 ");
  EXPECT_EQ(refusal("/results/{run}/charts/{id}", {{"run", "2"}, {"id", "x'"}}), "404 x': there is no such chart");
  EXPECT_EQ(refusal("/results/{run}/rows", {{"run", "2"}}, {{"limit", "1001"}}), "400 limit: must be a whole number from 0 to 1000");
  EXPECT_EQ(refusal("/results/{run}/rows", {{"run", "2"}}, {{"columns", "id,nope"}}), "usage nope: the result has no such column");
  EXPECT_EQ(refusal("/results/{run}/rows", {{"run", "2"}}, {{"columns", "id,id,id,id,id"}}), "400 columns: these are more columns than there are");
  EXPECT_EQ(refusal("/results/{run}/rows", {{"run", "2"}}, {{"filter", "{"}}), "400 filter: this is no JSON");
  EXPECT_EQ(refusal("/results/{run}/values", {{"run", "2"}}), "400 column: is missing");
}

TEST_F(RunRoutesTest, ADeletedRunIsGoneFromAnswersToo) {
  Get("/results/{run}/rows", {{"run", "3"}});
  EXPECT_EQ(Ask("DELETE", "/runs/{run}", {{"run", "3"}}).status, 204);
  EXPECT_EQ(Refusal([&] { Get("/results/{run}/rows", {{"run", "3"}}); }), "404 run: there is no prediction 3");
  EXPECT_EQ(Refusal([&] { Ask("DELETE", "/runs/{run}", {{"run", "3"}}); }), "404 run: there is no prediction 3");
  EXPECT_EQ(Get("/results/{run}", {{"run", "newest"}})["run"]["run"], 2);
}

TEST_F(RunRoutesTest, AnswersAreKeptByEverythingThatIsAsked) {
  const auto total = [&](std::multimap<std::string, std::string> query) { return Get("/results/{run}/rows", {{"run", "2"}}, std::move(query))["rows"].size(); };
  EXPECT_EQ(total({{"limit", "3"}}), 3u);
  EXPECT_EQ(total({{"limit", "4"}}), 4u);
  EXPECT_EQ(total({{"offset", "8"}}), 2u);
  workspace_->Connect().Run("DROP VIEW run_2_decision; DROP VIEW run_2_file; DROP TABLE run_2_result");
  EXPECT_EQ(total({{"limit", "3"}}), 3u) << "kept";
}

TEST_F(RunRoutesTest, FiltersAreSavedByAccount) {
  const std::string body = R"({"filter":{"all":[{"column":"id","op":"empty"}]},"sort":"-p"})";
  EXPECT_EQ(json::parse(Ask("PUT", "/filters/{name}", {{"name", "試 \"1\""}}, {}, body).body)["name"], "試 \"1\"");
  Ask("PUT", "/filters/{name}", {{"name", "試 \"1\""}}, {}, body);
  EXPECT_EQ(Get("/filters").dump(), R"({"filters":[{"filter":{"all":[{"column":"id","op":"empty"}]},"name":"試 \"1\"","sort":"-p"}]})");
  EXPECT_EQ(Ask("GET", "/filters", {}, {}, {}, "bob").body, R"({"filters":[]})");
  EXPECT_EQ(Refusal([&] { Ask("DELETE", "/filters/{name}", {{"name", "試 \"1\""}}, {}, {}, "bob"); }), "404 試 \"1\": there is no such filter");
  EXPECT_EQ(Ask("DELETE", "/filters/{name}", {{"name", "試 \"1\""}}).status, 204);
  EXPECT_EQ(Get("/filters").dump(), R"({"filters":[]})");
}

TEST_F(RunRoutesTest, WhatIsNoFilterIsNotSaved) {
  const auto refusal = [&](const std::string& name, const std::string& body) { return Refusal([&] { Ask("PUT", "/filters/{name}", {{"name", name}}, {}, body); }); };
  EXPECT_EQ(refusal("a", "{}"), "400 filter: is missing");
  EXPECT_EQ(refusal("a", R"({"filter": 1})"), "400 filter: this is no JSON object");
  EXPECT_EQ(refusal("a", R"({"filter": {"all": []}, "sort": 1})"), "400 sort: must be text");
  EXPECT_EQ(refusal("a", R"({"filter": {"all": []}, "sort": ")" + std::string(2001, 'a') + "\"}"), "400 sort: the text is too long");
  EXPECT_EQ(refusal("", R"({"filter": {"all": []}})"), "400 name: this is no name for a filter");
  EXPECT_EQ(refusal(std::string(101, 'a'), R"({"filter": {"all": []}})"), "400 name: this is no name for a filter");
  for (int i = 0; i < 200; ++i) EXPECT_EQ(refusal("f" + std::to_string(i), R"({"filter": {"all": []}})"), "no error");
  EXPECT_EQ(refusal("g", R"({"filter": {"all": []}})"), "400 name: there are 200 saved filters already");
}

}  // namespace
}  // namespace auspex::serve
