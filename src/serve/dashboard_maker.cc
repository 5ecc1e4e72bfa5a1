#include "serve/dashboard_maker.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <functional>
#include <mutex>
#include <thread>

#include "base/progress.h"
#include "flow/dashboard.h"
#include "serve/answer_cache.h"
#include "serve/job_worker.h"

namespace auspex::serve {
namespace {

uint64_t Milliseconds() {
  using namespace std::chrono;
  return static_cast<uint64_t>(duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count());
}

}  // namespace

struct DashboardMaker::State {
  State(store::Workspace& at, const pack::Pack& of, AnswerCache& kept) : workspace(at), pack(of), answers(kept) {}

  store::Workspace& workspace;
  const pack::Pack& pack;
  AnswerCache& answers;
  mutable std::mutex mutex;  ///< guards what follows
  std::condition_variable changed;
  bool wanted = false, making = false, stopping = false;
  uint64_t version = Milliseconds();
  std::map<std::string, Error> faults;
  StopFlag stop;
  std::thread worker;

  void Work();
  std::map<std::string, Error> Make(bool first);
  /// From now on pages ask anew; `done`: this was the last table.
  void Tell(bool done);
};

/// A fault outside the pack's own SQL (a full memory, say) must not end the server: the former tables stay.
std::map<std::string, Error> DashboardMaker::State::Make(bool first) try {
  const StopScope scope(&stop);
  store::Connection connection = workspace.Connect();
  const std::function<void()> tell = [this] { Tell(false); };  // where there was nothing before, each table is shown as soon as it is there
  return flow::MakeDashboard(connection, pack, first ? tell : std::function<void()>());
} catch (const std::exception& error) {
  if (!stop.Stopped()) std::fprintf(stderr, "auspex: the dashboard could not be made: %s\n", error.what());
  return {};
}

void DashboardMaker::State::Tell(bool done) {
  {
    const std::scoped_lock lock(mutex);
    version = std::max(version + 1, Milliseconds());
    if (done) making = false;
  }
  answers.Forget(kQuestions);
}

void DashboardMaker::State::Work() {
  LowerPriority();
  for (bool first = true;; first = false) {
    {
      std::unique_lock lock(mutex);
      changed.wait(lock, [this] { return stopping || wanted; });
      if (stopping) return;
      wanted = false;
      making = true;
    }
    auto found = Make(first);
    {
      const std::scoped_lock lock(mutex);
      faults = std::move(found);
    }
    Tell(true);
  }
}

DashboardMaker::DashboardMaker(store::Workspace& workspace, const pack::Pack& pack, AnswerCache& answers)
    : state_(std::make_unique<State>(workspace, pack, answers)) {}

DashboardMaker::~DashboardMaker() {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->stopping = true;
    state_->stop.Stop();
    state_->changed.notify_all();
  }
  if (state_->worker.joinable()) state_->worker.join();
}

void DashboardMaker::Start() {
  if (state_->pack.dashboard.charts.empty()) return;
  WorkspaceChanged();
  state_->worker = std::thread([state = state_.get()] { state->Work(); });
}

void DashboardMaker::WorkspaceChanged() {
  const std::scoped_lock lock(state_->mutex);
  state_->wanted = true;
  state_->changed.notify_all();
}

DashboardState DashboardMaker::Now() const {
  const std::scoped_lock lock(state_->mutex);
  const bool is_working = state_->worker.joinable();
  return {state_->version, is_working && (state_->making || state_->wanted)};
}

void DashboardMaker::ThrowFaultOf(const std::string& table) const {
  const std::scoped_lock lock(state_->mutex);
  if (const auto fault = state_->faults.find(table); fault != state_->faults.end()) throw Error(fault->second);
}

}  // namespace auspex::serve
