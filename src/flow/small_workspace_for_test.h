#pragma once
// A small workspace for tests, loaded, trained and predicted: run 1 is the training, run 2 the prediction.
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
#include "flow/predict.h"
#include "flow/train.h"
#include "pack/pack.h"
#include "simulate/simulate.h"
#include "store/workspace.h"

namespace auspex::flow {

class SmallWorkspace {
 public:
  /// Of the repository's pack `name`; `change` may edit its files before it is read.
  explicit SmallWorkspace(const std::string& name, const std::function<void(const std::filesystem::path& pack)>& change = {}) {
    std::string folder = (std::filesystem::temp_directory_path() / "auspex-small-XXXXXX").string();
    root_ = mkdtemp(folder.data());
    std::filesystem::copy(std::filesystem::path(AUSPEX_SOURCE_DIR) / "packs" / name, root_ / "pack", std::filesystem::copy_options::recursive);
    if (change) change(root_ / "pack");
    store::Workspace::Create(root_ / "ws", root_ / "pack", name);
    Open();
  }
  ~SmallWorkspace() {
    workspace_.reset();
    std::filesystem::remove_all(root_);
  }

  store::Workspace& workspace() { return *workspace_; }
  const pack::Pack& pack() const { return pack_; }
  const std::filesystem::path& root() const { return root_; }

  void Simulate(uint64_t customers) {
    Progress progress;
    simulate::SimulateOptions options;
    options.customers = customers, options.seed = 5, options.out = root_ / "sim", options.truth = false;
    simulate::Simulate(pack_, options, progress);
    Ingest(root_ / "sim" / "events.csv");
  }
  void Ingest(const std::filesystem::path& file) {
    Progress progress;
    store::Connection connection = workspace_->Connect();
    data::Ingest(connection, pack_, std::vector<std::filesystem::path>{file}, {}, progress);
  }
  void Train(const std::vector<std::string>& models) {
    Progress progress;
    TrainOptions options;
    options.models = models;
    options.settings.lstm.epochs = 1, options.settings.lstm.hidden = 16;
    flow::Train(*workspace_, pack_, options, progress);
  }
  PredictSummary Predict(PredictOptions options = {}) {
    Progress progress;
    options.out = root_ / "result.csv";
    return flow::Predict(*workspace_, pack_, options, progress);
  }
  /// The same workspace once more, as a copy.
  std::unique_ptr<SmallWorkspace> Copy() {
    auto copy = std::unique_ptr<SmallWorkspace>(new SmallWorkspace());
    workspace_.reset();
    std::filesystem::copy(root_, copy->root_, std::filesystem::copy_options::recursive);
    Open();
    copy->Open();
    return copy;
  }

 private:
  SmallWorkspace() {
    std::string folder = (std::filesystem::temp_directory_path() / "auspex-small-XXXXXX").string();
    root_ = mkdtemp(folder.data());
  }
  void Open() {
    workspace_ = std::make_unique<store::Workspace>(root_ / "ws");
    pack_ = pack::ReadPack(workspace_->pack_folder());
  }

  std::filesystem::path root_;
  std::unique_ptr<store::Workspace> workspace_;
  pack::Pack pack_;
};

/// A log of closed cases without a strategy; its pack sees the last 5 steps, so that it can be predicted.
inline void MakeSmallLog(SmallWorkspace& small) {
  std::ofstream out(small.root() / "log.csv");
  out << "case_id,label,timestamp,resource\n";
  const char* labels[] = {"register", "check", "decide", "pay"};
  for (int c = 0; c < 300; ++c) {
    for (int k = 0; k < 2 + c % 3; ++k) {
      out << "case-" << c << ',' << labels[(k + c % 2) % 4] << ',' << FormatTime((20089 + c / 3) * kDay + k * kHour + c * kSecond) << ",r" << c % 4 << '\n';
    }
  }
  out.close();
  small.Ingest(small.root() / "log.csv");
  small.Train({"markov1"});
  small.Predict();
}

inline void SeeFiveSteps(const std::filesystem::path& pack) {
  std::ifstream in(pack / "pack.toml");
  std::string text((std::istreambuf_iterator<char>(in)), {});
  text.replace(text.find("steps = 0"), 9, "steps = 5");
  std::ofstream(pack / "pack.toml") << text;
}

}  // namespace auspex::flow
