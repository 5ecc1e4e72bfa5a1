#include "serve/job_queue.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <limits>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "data/ingest.h"
#include "flow/evaluation_record.h"
#include "flow/runs.h"
#include "serve/job_table.h"
#include "serve/job_worker.h"
#include "serve/json_fields.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMostWaiting = 100;
constexpr uint64_t kFinalVersion = std::numeric_limits<uint64_t>::max();

/// The context, once the tables that jobs fill are there for whoever reads them meanwhile.
JobContext Prepare(store::Workspace& workspace, const pack::Pack& pack, Uploads& uploads) {
  store::Connection connection = workspace.Connect();
  data::CreateTables(connection, pack);
  flow::CreateRunTables(connection);
  flow::CreateEvaluationTable(connection);
  return {workspace, pack, uploads};
}

/// A job that waits or runs.
struct Active {
  JobRecord record;
  StopFlag stop;
  uint64_t version = 1;
  std::optional<ProgressMeter> meter;  ///< while it runs

  std::optional<ProgressReading> Reading() const {
    return meter ? std::optional(meter->Read(Clock::now())) : std::nullopt;
  }
};

}  // namespace

// Jobs that have not ended are in `active`; the table has all of them, and is written before `active` forgets one, so whoever
// looks first here and then there finds every job. The table is never written under the mutex: readers do not wait for the disk.
struct JobQueue::State {
  State(store::Workspace& workspace, const pack::Pack& pack, Uploads& uploads)
      : context(Prepare(workspace, pack, uploads)), table(workspace), next_id(table.LargestId() + 1), worker([this] { Work(); }) {}

  void Work();
  void Run(Active& job);
  std::string Queue(std::string request, const std::string& account, const std::string& language);
  /// Writes the last state of a job that left the queue and forgets it.
  void Finish(Active& job);
  void Change(Active& job) {
    ++job.version;
    changed.notify_all();
  }
  std::string Tell(int64_t id, const std::string& language);

  JobContext context;
  JobTable table;
  std::function<void()> on_end;
  std::mutex mutex;  ///< guards what follows; records of active jobs too
  std::condition_variable changed;
  std::map<int64_t, std::shared_ptr<Active>> active;
  std::deque<std::shared_ptr<Active>> waiting;
  std::shared_ptr<Active> running;
  bool stopping = false;
  int64_t next_id = 1;
  std::thread worker;
};

void JobQueue::State::Work() {
  LowerPriority();
  for (;;) {
    std::shared_ptr<Active> job;
    {
      std::unique_lock lock(mutex);
      changed.wait(lock, [this] { return stopping || !waiting.empty(); });
      if (stopping) return;
      job = waiting.front();
      waiting.pop_front();
      running = job;
      job->record.state = JobState::kRunning;
      job->record.started = InstantNow();
      job->meter.emplace(Clock::now());
      Change(*job);
    }
    Run(*job);
    Finish(*job);
    const std::scoped_lock lock(mutex);
    running.reset();
  }
}

void JobQueue::State::Run(Active& job) {
  JobRecord record;
  {
    const std::scoped_lock lock(mutex);
    record = job.record;
  }
  const JobReport report{[&](const std::string& stage, const std::string& unit, uint64_t total) {
                           const std::scoped_lock lock(mutex);
                           job.meter->Begin(stage, unit, total, Clock::now());
                           Change(job);
                         },
                         [&](uint64_t done) {
                           const std::scoped_lock lock(mutex);
                           job.meter->Update(done, Clock::now());
                           Change(job);
                         }};
  try {
    table.Update(record);
    RunJob(context, job.stop, report, record);
  } catch (const Error& error) {  // the table cannot be written: the disk is full, or the whole process is to stop
    record.state = error.fault() == Fault::kCancelled ? JobState::kInterrupted : JobState::kFailed;
    if (record.state == JobState::kFailed) record.problem = ProblemText(error);
  }
  if (on_end) on_end();
  const std::scoped_lock lock(mutex);
  if (stopping && record.state == JobState::kCancelled) record.state = JobState::kInterrupted;
  record.finished = InstantNow();
  job.record = std::move(record);
  job.meter.reset();
}

void JobQueue::State::Finish(Active& job) {
  const int64_t id = job.record.id;  // nobody else changes a record that has ended
  bool written = true;
  try {
    table.Update(job.record);
  } catch (const std::exception& error) {
    written = false;  // it stays in memory, so that it can still be read; the next start finds it interrupted
    std::fprintf(stderr, "auspex: job %lld has ended, but that could not be recorded: %s\n", static_cast<long long>(id), error.what());
  }
  const std::scoped_lock lock(mutex);
  Change(job);
  if (written) active.erase(id);
}

std::string JobQueue::State::Queue(std::string request, const std::string& account, const std::string& language) {
  const auto parsed = ParseBody(request);
  const JobKind& kind = CheckJob(context, parsed);
  auto job = std::make_shared<Active>();
  job->record.kind = kind.name;
  job->record.request = parsed.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  job->record.by = account;
  job->record.created = InstantNow();
  {
    const std::scoped_lock lock(mutex);
    if (stopping) throw HttpError(503, "stopping", "the server is stopping", {}, "Try again once it has been started anew.");
    if (waiting.size() >= kMostWaiting) {
      throw HttpError(409, "too_many_jobs", std::to_string(kMostWaiting) + " jobs are waiting already", {},
                      "Wait until some have ended, or cancel them.");
    }
    job->record.id = next_id++;
  }
  table.Insert(job->record);
  const std::string told = JobJson(job->record, {}, language);
  const std::scoped_lock lock(mutex);
  active[job->record.id] = job;
  waiting.push_back(std::move(job));
  changed.notify_all();
  return told;
}

std::string JobQueue::State::Tell(int64_t id, const std::string& language) {
  {
    const std::scoped_lock lock(mutex);
    const auto at = active.find(id);
    if (at != active.end()) return JobJson(at->second->record, at->second->Reading(), language);
  }
  const auto record = table.Find(id);
  if (!record) throw NotFound("there is no job " + std::to_string(id));
  return JobJson(*record, {}, language);
}

JobQueue::JobQueue(store::Workspace& workspace, const pack::Pack& pack, Uploads& uploads)
    : state_(std::make_unique<State>(workspace, pack, uploads)) {}

void JobQueue::OnEnd(std::function<void()> told) { state_->on_end = std::move(told); }

JobQueue::~JobQueue() { Stop(); }

void JobQueue::Stop() {
  std::deque<std::shared_ptr<Active>> left;
  {
    const std::scoped_lock lock(state_->mutex);
    state_->stopping = true;
    if (state_->running) state_->running->stop.Stop();
    left.swap(state_->waiting);
    for (auto& job : left) {
      job->record.state = JobState::kInterrupted;
      job->record.finished = InstantNow();
    }
    state_->changed.notify_all();
  }
  if (state_->worker.joinable()) state_->worker.join();
  for (auto& job : left) state_->Finish(*job);
}

std::string JobQueue::Start(const std::string& request, const std::string& account, const std::string& language) {
  return state_->Queue(request, account, language);
}

std::string JobQueue::Restart(int64_t id, const std::string& account, const std::string& language) {
  {
    const std::scoped_lock lock(state_->mutex);
    const auto at = state_->active.find(id);
    if (at != state_->active.end() && !IsFinal(at->second->record.state)) {
      throw HttpError(409, "job_not_ended", "the job has not ended yet", std::to_string(id), "Cancel it first.");
    }
  }
  const auto record = state_->table.Find(id);
  if (!record) throw NotFound("there is no job " + std::to_string(id));
  return state_->Queue(record->request, account, language);
}

std::string JobQueue::Cancel(int64_t id, const std::string& language) {
  std::shared_ptr<Active> job;
  {
    const std::scoped_lock lock(state_->mutex);
    const auto at = state_->active.find(id);
    if (at != state_->active.end() && !IsFinal(at->second->record.state)) job = at->second;
    if (job && job == state_->running) {
      job->stop.Stop();
      return JobJson(job->record, job->Reading(), language);
    }
    if (job) {
      std::erase(state_->waiting, job);
      job->record.state = JobState::kCancelled;
      job->record.finished = InstantNow();
    }
  }
  if (!job) {
    Read(id, language);  // says if there is no such job
    throw HttpError(409, "job_ended", "the job has ended already", std::to_string(id));
  }
  state_->Finish(*job);
  return JobJson(job->record, {}, language);
}

std::string JobQueue::Read(int64_t id, const std::string& language) { return state_->Tell(id, language); }

std::string JobQueue::List(uint64_t limit, const std::string& language) {
  std::map<int64_t, std::string> active;
  {
    const std::scoped_lock lock(state_->mutex);
    for (const auto& [id, job] : state_->active) active[id] = JobJson(job->record, job->Reading(), language);
  }
  std::string list;
  for (const auto& record : state_->table.Newest(limit)) {
    const auto at = active.find(record.id);
    list += (list.empty() ? "" : ",") + (at != active.end() ? at->second : JobJson(record, {}, language));
  }
  return "{\"jobs\":[" + list + "]}";
}

std::string JobQueue::Watch(int64_t id, uint64_t& version, double seconds, bool& final, const std::string& language) {
  {
    std::unique_lock lock(state_->mutex);
    const auto at = state_->active.find(id);
    if (at != state_->active.end()) {
      const auto job = at->second;
      state_->changed.wait_for(lock, std::chrono::duration<double>(seconds),
                               [&] { return state_->stopping || job->version != version || IsFinal(job->record.state); });
      final = IsFinal(job->record.state) || state_->stopping;
      version = final ? kFinalVersion : job->version;
      return JobJson(job->record, job->Reading(), language);
    }
  }
  std::string told = state_->Tell(id, language);
  final = true;
  version = kFinalVersion;
  return told;
}

}  // namespace auspex::serve
