#pragma once
// A workspace of the wealth pack with simulated customers, scored by the simulator's own probabilities, for tests.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/progress.h"
#include "data/ingest.h"
#include "pack/pack.h"
#include "simulate/table_simulation.h"
#include "store/workspace.h"

namespace auspex::flow {

class WealthWorkspace {
 public:
  /// `change` may edit the pack's files before they are read.
  explicit WealthWorkspace(uint64_t customers, const std::function<void(const std::filesystem::path& pack)>& change = {}) {
    std::string folder = (std::filesystem::temp_directory_path() / "auspex-wealth-XXXXXX").string();
    root_ = mkdtemp(folder.data());
    std::filesystem::copy(std::filesystem::path(AUSPEX_SOURCE_DIR) / "packs" / "wealth", root_ / "pack", std::filesystem::copy_options::recursive);
    if (change) change(root_ / "pack");
    store::Workspace::Create(root_ / "ws", root_ / "pack", "wealth");
    workspace_ = std::make_unique<store::Workspace>(root_ / "ws");
    pack_ = pack::ReadPack(workspace_->pack_folder());
    Progress progress;
    simulate::TableSimulationOptions options;
    options.customers = customers, options.seed = 3, options.out = root_ / "sim";
    simulate::SimulateTables(root_ / "pack" / "simulate.sql", options, progress);
    store::Connection connection = workspace_->Connect();
    const std::vector<std::filesystem::path> files = {root_ / "sim" / "user_base.csv", root_ / "sim" / "user_behavior_assets.csv"};
    data::Ingest(connection, pack_, files, {}, progress);
  }
  ~WealthWorkspace() {
    workspace_.reset();
    std::filesystem::remove_all(root_);
  }

  store::Workspace& workspace() { return *workspace_; }
  const pack::Pack& pack() const { return pack_; }
  const std::filesystem::path& root() const { return root_; }
  /// Scores that no model can beat.
  void Score() {
    workspace_->Connect().Run("CREATE OR REPLACE TABLE main.scores AS SELECT user_id AS customer, CAST(stat_month || '-01' AS DATE) AS cutoff, CAST(probability AS DOUBLE) AS probability, "
                              "row_number() OVER (ORDER BY probability DESC, user_id) AS rank FROM read_csv(" + store::QuoteText((root_ / "sim" / "truth.csv").string()) +
                              ", types = {'stat_month': 'VARCHAR'}) WHERE stat_month = (SELECT max(stat_month) FROM read_csv(" +
                              store::QuoteText((root_ / "sim" / "truth.csv").string()) + ", types = {'stat_month': 'VARCHAR'}))");
  }

 private:
  std::filesystem::path root_;
  std::unique_ptr<store::Workspace> workspace_;
  pack::Pack pack_;
};

/// Replaces `before` by `after` in a file of a pack.
inline void EditFile(const std::filesystem::path& file, const std::string& before, const std::string& after) {
  std::ifstream in(file);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  const size_t at = text.find(before);
  ASSERT_NE(at, std::string::npos) << before;
  text.replace(at, before.size(), after);
  std::ofstream(file) << text;
}

}  // namespace auspex::flow
