#include <gtest/gtest.h>
#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "serve/answer_cache.h"
#include "serve/api.h"
#include "serve/metrics.h"
#include "serve/settings.h"

namespace auspex::serve {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct WorkspaceRoutesTest : testing::Test {
  const fs::path folder = fs::temp_directory_path() / ("auspex-workspace-routes-" + std::to_string(getpid()));
  const fs::path pack_folder = fs::path(AUSPEX_SOURCE_DIR) / "packs" / "insurance";
  const pack::Pack pack = pack::ReadPack(pack_folder);
  const Settings settings;
  std::unique_ptr<store::Workspace> workspace;
  AnswerCache answers;
  Metrics metrics;
  alignas(std::max_align_t) std::byte unused[64]{};  ///< stands for what these routes do not touch

  WorkspaceRoutesTest() {
    fs::remove_all(folder);
    store::Workspace::Create(folder, pack_folder, pack.name);
    workspace = std::make_unique<store::Workspace>(folder, 1);
  }
  ~WorkspaceRoutesTest() override {
    workspace.reset();
    fs::remove_all(folder);
  }

  json Get(const std::string& path) {
    Context context{*workspace, pack, settings, reinterpret_cast<Accounts&>(unused), reinterpret_cast<Sessions&>(unused),
        reinterpret_cast<AuditLog&>(unused),
                    reinterpret_cast<Uploads&>(unused), reinterpret_cast<JobQueue&>(unused), answers, metrics};
    for (const Route& route : WorkspaceRoutes()) {
      Request request;
      if (route.pattern == "/api/v1" + path) return json::parse(route.handler(context, {}, request).body);
    }
    return {};
  }

  void Load(int id, const std::string& events) {
    workspace->Connect().Run(
        "CREATE TABLE IF NOT EXISTS events(load_id INTEGER, user_pseudo_id VARCHAR, event_time TIMESTAMP);"
        "CREATE TABLE IF NOT EXISTS loads(load_id INTEGER, loaded_at TIMESTAMP);"
        "CREATE TABLE IF NOT EXISTS runs(run BIGINT, kind VARCHAR, finished TIMESTAMP);"
        "INSERT INTO events VALUES " + events + ";INSERT INTO loads VALUES (" + std::to_string(id) + ", now()::TIMESTAMP)");
  }
};

TEST_F(WorkspaceRoutesTest, SummariseAnEmptyWorkspace) {
  const json summary = Get("/summary");
  EXPECT_EQ(summary["events"], 0);
  EXPECT_EQ(summary["from"], nullptr);
  EXPECT_EQ(summary["newest_prediction"], nullptr);
  EXPECT_EQ(summary["limits"], json({{"upload_bytes", 20'000'000'000}, {"chunk_bytes", 16 << 20}}));
  EXPECT_EQ(Get("/events/daily"), json({{"days", json::array()}}));
}

TEST_F(WorkspaceRoutesTest, FollowLoadsAndRunsAsTheyComeAndGo) {
  Load(1, "(1, 'a', '2025-03-01 10:00:00'), (1, 'b', '2025-03-01 11:00:00.5'), (1, 'a', '2025-03-03 00:00:00')");
  json summary = Get("/summary");
  EXPECT_EQ(summary["events"], 3);
  EXPECT_EQ(summary["customers"], 2);
  EXPECT_EQ(summary["from"], "2025-03-01 10:00:00");
  EXPECT_EQ(summary["to"], "2025-03-03 00:00:00");
  EXPECT_EQ(summary["loads"], 1);
  Load(2, "(2, 'c', '2025-03-04 10:00:00')");
  answers.WorkspaceChanged();
  EXPECT_EQ(Get("/summary")["customers"], 3);
  workspace->Connect().Run("INSERT INTO runs VALUES (1, 'train', '2025-04-01'), (2, 'predict', '2025-04-02'), (3, 'evaluate', '2025-04-03')");
  answers.WorkspaceChanged();
  summary = Get("/summary");
  EXPECT_EQ(summary["newest_training"], 1);
  EXPECT_EQ(summary["newest_prediction"], 2);
  workspace->Connect().Run("DELETE FROM events WHERE load_id = 2; DELETE FROM loads WHERE load_id = 2");
  answers.WorkspaceChanged();
  EXPECT_EQ(Get("/summary")["events"], 3);
}

TEST_F(WorkspaceRoutesTest, CountEveryDayAlsoThoseWithoutEvents) {
  Load(1, "(1, 'a', '2025-03-01 00:00:00'), (1, 'a', '2025-03-01 23:59:59'), (1, 'b', '2025-03-03 12:00:00')");
  EXPECT_EQ(Get("/events/daily")["days"], json::parse(R"([{"date":"2025-03-01","events":2,"customers":1},{"date":"2025-03-02","events":0,"customers":0},
                                                          {"date":"2025-03-03","events":1,"customers":1}])"));
}

TEST_F(WorkspaceRoutesTest, ShowThePack) {
  const json shown = Get("/pack");
  EXPECT_EQ(shown["name"], "insurance");
  EXPECT_EQ(shown["columns"].size(), 10u);
  EXPECT_EQ(shown["columns"][1]["type"], "time");
  EXPECT_EQ(shown["vocabulary"].size(), 60u);
  EXPECT_EQ(shown["vocabulary"][0]["attributes"]["level"], "8");
  EXPECT_EQ(shown["wording"]["en"].size(), shown["wording"]["zh-Hant"].size());
  EXPECT_EQ(Get("/openapi.json")["openapi"], "3.1.0");
}

}  // namespace
}  // namespace auspex::serve
