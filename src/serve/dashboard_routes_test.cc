// The dashboard asked as a client asks, while the workspace changes under it.
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "pack/sql_text.h"
#include "serve/answer_cache.h"
#include "serve/api.h"
#include "serve/dashboard_maker.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

class DashboardRoutesTest : public testing::Test {
 protected:
  DashboardRoutesTest() {
    folder_ = fs::temp_directory_path() / ("auspex_dashboard_" + std::to_string(getpid()) + "_" + testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "pack");
    store::Workspace::Create(folder_ / "ws", folder_ / "pack", "small");
    workspace_ = std::make_unique<store::Workspace>(folder_ / "ws");
    pack_.language = "en";
    pack_.wording = {{"en", {{"d.title", "Shops"}, {"d.city", "City"}, {"d.unit", "shops"}}}, {"zh-Hant", {{"d.title", "商店"}}}};
    auto& d = pack_.dashboard;
    d.file = "dashboard.toml", d.title = "d.title", d.refresh_seconds = 5;
    d.filters = {{"city", "d.city", "SELECT DISTINCT city FROM dashboard.cities ORDER BY 1", "city", 1}};
    d.tables = {{"cities", "SELECT city, count(*) AS n FROM main.shops GROUP BY city", "", 2}, {"wrong", "SELECT town FROM main.shops", "", 3}};
    d.charts.resize(2);
    d.charts[0].name = "bars", d.charts[0].title = "d.title", d.charts[0].unit = "d.unit", d.charts[0].kind = pack::DashboardKind::kBar;
    d.charts[0].formats = {{"n", pack::CardFormat::kCompact}}, d.charts[0].drill = "city", d.charts[0].words = {{"city", "city"}};
    d.charts[0].query = pack::BindNames("SELECT city, n FROM dashboard.cities WHERE $city IS NULL OR city = $city ORDER BY n DESC");
    d.charts[1].name = "broken", d.charts[1].title = "d.title", d.charts[1].query = pack::BindNames("SELECT * FROM dashboard.wrong");
    answers_.OnChange([this] { maker_->WorkspaceChanged(); });
    maker_ = std::make_unique<DashboardMaker>(*workspace_, pack_, answers_);
  }
  ~DashboardRoutesTest() override {
    maker_.reset();
    workspace_.reset();
    fs::remove_all(folder_);
  }

  json Get(const std::string& pattern, std::map<std::string, std::string> parameters = {}, std::multimap<std::string, std::string> query = {},
           const std::string& language = "en") {
    alignas(64) static char nothing[64];
    Context context{*workspace_, pack_, reinterpret_cast<Settings&>(nothing), reinterpret_cast<Accounts&>(nothing), reinterpret_cast<Sessions&>(nothing),
                    reinterpret_cast<AuditLog&>(nothing), reinterpret_cast<Uploads&>(nothing), reinterpret_cast<JobQueue&>(nothing), answers_,
                    reinterpret_cast<Metrics&>(nothing), maker_.get()};
    Request request;
    request.method = "GET", request.parameters = std::move(parameters), request.query = std::move(query);
    for (const Route& route : DashboardRoutes()) {
      if ("/api/v1" + pattern == route.pattern) return json::parse(route.handler(context, {"ann", Role::kViewer, "", language}, request).body);
    }
    ADD_FAILURE() << "no route " << pattern;
    return {};
  }
  json Chart(const std::string& name, const std::string& filter = {}) { return Get("/dashboard/charts/{name}", {{"name", name}}, {{"filter", filter}}); }
  std::string Refusal(const std::string& name, const std::string& filter = {}) {
    try {
      Chart(name, filter);
    } catch (const HttpError& error) {
      return std::to_string(error.status()) + " " + error.where() + ": " + error.message();
    } catch (const Error& error) {
      return "usage " + error.where() + ": " + error.message();
    }
    return "no error";
  }
  void WaitUntilMade() {
    for (int i = 0; i < 2000 && maker_->Now().making; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    ASSERT_FALSE(maker_->Now().making);
  }
  void Run(const std::string& sql) { workspace_->Connect().Run(sql); }

  fs::path folder_;
  std::unique_ptr<store::Workspace> workspace_;
  pack::Pack pack_;
  AnswerCache answers_;
  std::unique_ptr<DashboardMaker> maker_;
};

TEST_F(DashboardRoutesTest, TheLayoutIsInTheLanguageAsked) {
  Run("CREATE TABLE shops AS SELECT unnest(['b', 'a', 'b']) AS city");
  maker_->Start();
  WaitUntilMade();
  const json info = Get("/dashboard");
  EXPECT_EQ(info["title"], "Shops");
  EXPECT_EQ(info["refresh_seconds"], 5);
  EXPECT_EQ(info["filters"].dump(), R"([{"label":"City","name":"city","values":["a","b"],"words":"city"}])");
  EXPECT_EQ(info["charts"][0].dump(), R"({"drill":"city","format":"number","formats":{"n":"compact"},"height":2,"high":1.0,"kind":"bar","low":0.0,"name":"bars",)"
                                      R"("span":3,"thresholds":[],"title":"Shops","unit":"shops","words":{"city":"city"}})");
  EXPECT_EQ(info["charts"][1]["drill"], nullptr);
  EXPECT_EQ(info["charts"][1]["unit"], "");
  EXPECT_EQ(Get("/dashboard", {}, {}, "zh-Hant")["title"], "商店");
  EXPECT_EQ(Get("/dashboard", {}, {}, "zh-Hant")["filters"][0]["label"], "City") << "the pack's own language where there is no other";
  EXPECT_EQ(Get("/dashboard/version")["version"], info["version"]);
}

TEST_F(DashboardRoutesTest, ChartsFollowTheWorkspaceAndTheFilter) {
  maker_->Start();
  WaitUntilMade();
  const json before = Chart("bars");
  EXPECT_EQ(before["missing"], "cities") << "nothing is loaded, which is no error";
  EXPECT_EQ(before["rows"].size(), 0u);
  EXPECT_EQ(Get("/dashboard")["filters"][0]["values"].size(), 0u);
  Run("CREATE TABLE shops AS SELECT unnest(['b', 'a', 'b']) AS city");
  answers_.WorkspaceChanged();
  WaitUntilMade();
  const json after = Chart("bars");
  EXPECT_EQ(after["missing"], nullptr);
  EXPECT_EQ(after["columns"].dump(), R"(["city","n"])");
  EXPECT_EQ(after["rows"].dump(), R"([["b",2],["a",1]])");
  EXPECT_GT(after["version"], before["version"]);
  EXPECT_EQ(Chart("bars", R"({"city":"a"})")["rows"].dump(), R"([["a",1]])");
  EXPECT_EQ(Chart("bars", R"({"city":null})")["rows"].size(), 2u);
  EXPECT_EQ(Chart("bars", R"({"city":"a' OR 'a' = 'a"})")["rows"].size(), 0u);
  Run("INSERT INTO shops VALUES ('a'), ('a')");
  EXPECT_EQ(Chart("bars")["rows"].dump(), R"([["b",2],["a",1]])") << "until the workspace is said to have changed";
  answers_.WorkspaceChanged();
  WaitUntilMade();
  EXPECT_EQ(Chart("bars")["rows"].dump(), R"([["a",3],["b",2]])");
}

TEST_F(DashboardRoutesTest, WhatIsWrongIsSaid) {
  Run("CREATE TABLE shops AS SELECT 'a' AS city");
  maker_->Start();
  WaitUntilMade();
  EXPECT_EQ(Refusal("nope"), "404 nope: there is no such chart");
  EXPECT_EQ(Refusal("bars", "{"), "400 filter: this is no JSON");
  EXPECT_EQ(Refusal("bars", R"({"city":3})"), "400 city: must be a text");
  EXPECT_EQ(Refusal("bars", R"({"town":"a"})"), "usage town: the dashboard has no such filter");
  EXPECT_EQ(Refusal("bars", R"({"city":")" + std::string(600, 'a') + "\"}"), "400 city: the text is too long");
  EXPECT_EQ(Refusal("broken").find("usage dashboard.toml:3: the table `wrong` cannot be made: Binder Error"), 0u) << Refusal("broken");
}

TEST_F(DashboardRoutesTest, AnUnstartedOrEmptyDashboardIsQuiet) {
  EXPECT_FALSE(maker_->Now().making);
  maker_->WorkspaceChanged();
  EXPECT_FALSE(maker_->Now().making);
  pack_.dashboard = {};
  maker_->Start();
  EXPECT_EQ(Get("/dashboard")["charts"].size(), 0u);
}

}  // namespace
}  // namespace auspex::serve
