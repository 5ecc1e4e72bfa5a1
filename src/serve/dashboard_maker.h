#pragma once
// Keeps the dashboard's tables up to date (flow/dashboard.h): on a thread of its own, at a low priority, whenever the workspace has
// changed. Everything but construction may be called from any thread.
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "base/error.h"
#include "pack/pack.h"
#include "store/workspace.h"

namespace auspex::serve {

class AnswerCache;

struct DashboardState {
  uint64_t version = 0;  ///< goes up with each making, also over restarts; part of every question about the dashboard
  bool making = false;   ///< newer tables are on their way
};

class DashboardMaker {
 public:
  /// `answers` forgets what it keeps of the dashboard (under kQuestions) when there are new tables.
  DashboardMaker(store::Workspace& workspace, const pack::Pack& pack, AnswerCache& answers);
  ~DashboardMaker();  ///< stops what is being made
  DashboardMaker(const DashboardMaker&) = delete;

  static constexpr const char* kQuestions = "dashboard ";

  /// Makes the tables for the first time; nothing happens before.
  void Start();
  void WorkspaceChanged();

  DashboardState Now() const;
  /// Throws what was wrong when `table` was last made, if something was.
  void ThrowFaultOf(const std::string& table) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auspex::serve
