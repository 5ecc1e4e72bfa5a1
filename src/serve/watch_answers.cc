#include "serve/watch_answers.h"

#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

#include "base/progress.h"
#include "data/panel_months.h"
#include "flow/watch.h"
#include "serve/answer_cache.h"
#include "serve/job_worker.h"

namespace auspex::serve {
namespace {

constexpr const char* kNothing = R"({"month":null,"shares":[],"funnel_by":"","steps":[],"plans":[]})";

std::string Question(uint64_t version, const std::string& language) { return "watch " + std::to_string(version) + " " + language; }

bool HasMonths(store::Workspace& workspace, const pack::Pack& pack) {
  store::Connection connection = workspace.Connect();
  const std::string& panel = data::PanelOf(pack).name;
  return connection.Integer("SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'main' AND database_name = current_database() AND table_name = ?",
                            {panel}) > 0 &&
         !connection.Query("SELECT 1 FROM main." + store::QuoteName(panel) + " LIMIT 1").Rows().empty();
}

/// Keeps the answer in every language of the pack.
void Make(store::Workspace& workspace, const pack::Pack& pack, AnswerCache& answers, uint64_t version) {
  const bool any = HasMonths(workspace, pack);
  flow::WatchSummary summary;
  if (any) summary = flow::WatchContacts(workspace, pack);
  for (const auto& [language, texts] : pack.wording) {
    if (any) flow::SayWatch(summary, pack, language);
    answers.Keep(Question(version, language), any ? flow::ToJson(summary) : kNothing);
  }
}

}  // namespace

std::string WatchAnswer(store::Workspace& workspace, const pack::Pack& pack, AnswerCache& answers, const std::string& language) {
  const uint64_t version = answers.Version();
  const std::string question = Question(version, pack.wording.contains(language) ? language : pack.language);
  if (const auto kept = answers.Find(question)) return *kept;
  Make(workspace, pack, answers, version);
  const auto made = answers.Find(question);
  return made ? *made : kNothing;
}

struct WatchMaker::State {
  State(store::Workspace& at, const pack::Pack& of, AnswerCache& kept) : workspace(at), pack(of), answers(kept) {}

  store::Workspace& workspace;
  const pack::Pack& pack;
  AnswerCache& answers;
  std::mutex mutex;  // guards `wanted` and `stopping`
  std::condition_variable changed;
  bool wanted = false, stopping = false;
  StopFlag stop;
  std::thread worker;

  void Work() {
    LowerPriority();
    for (;;) {
      {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return stopping || wanted; });
        if (stopping) return;
        wanted = false;
      }
      try {
        const StopScope scope(&stop);
        WatchAnswer(workspace, pack, answers, pack.language);
      } catch (const std::exception& error) {  // who asks is told
        if (!stop.Stopped()) std::fprintf(stderr, "auspex: what came of the contacts could not be counted: %s\n", error.what());
      }
    }
  }
};

WatchMaker::WatchMaker(store::Workspace& workspace, const pack::Pack& pack, AnswerCache& answers)
    : state_(std::make_unique<State>(workspace, pack, answers)) {}

WatchMaker::~WatchMaker() {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->stopping = true;
    state_->stop.Stop();
    state_->changed.notify_all();
  }
  if (state_->worker.joinable()) state_->worker.join();
}

void WatchMaker::Start() {
  if (state_->pack.act.empty()) return;
  WorkspaceChanged();
  state_->worker = std::thread([state = state_.get()] { state->Work(); });
}

void WatchMaker::WorkspaceChanged() {
  const std::scoped_lock lock(state_->mutex);
  state_->wanted = true;
  state_->changed.notify_all();
}

}  // namespace auspex::serve
