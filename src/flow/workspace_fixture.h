#pragma once
// A workspace in a folder of its own, with the insurance pack and, when asked, a few hundred simulated customers. For tests only.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/progress.h"
#include "data/ingest.h"
#include "pack/pack.h"
#include "simulate/simulate.h"
#include "store/workspace.h"

namespace auspex::flow {

class WorkspaceTest : public testing::Test {
 protected:
  WorkspaceTest() {
    std::string name = (std::filesystem::temp_directory_path() / "auspex-workspace-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    const auto pack = std::filesystem::path(AUSPEX_SOURCE_DIR) / "packs" / "insurance";
    pack_ = pack::ReadPack(pack);
    store::Workspace::Create(folder_ / "w", pack, pack_.name);
    workspace_ = std::make_unique<store::Workspace>(folder_ / "w");
  }
  ~WorkspaceTest() override {
    workspace_.reset();
    std::filesystem::remove_all(folder_);
  }

  /// The simulator's events of some customers over 90 days; the same each time.
  std::filesystem::path EventFile(uint64_t customers = 300) {
    simulate::SimulateOptions options;
    options.customers = customers;
    options.seed = 5;
    options.out = folder_ / "events";
    options.truth = false;
    Progress quiet;
    simulate::Simulate(pack_, options, quiet);
    return options.out / "events.csv";
  }
  void LoadEvents() {
    store::Connection connection = workspace_->Connect();
    Progress quiet;
    data::Ingest(connection, pack_, std::vector{EventFile()}, {}, quiet);
  }

  std::filesystem::path folder_;
  pack::Pack pack_;
  std::unique_ptr<store::Workspace> workspace_;
};

}  // namespace auspex::flow
