// Jobs: start, look, cancel, start again, and follow one by server-sent events.
#include <chrono>
#include <memory>
#include <thread>

#include "serve/api.h"
#include "serve/job_queue.h"
#include "serve/json_fields.h"

namespace auspex::serve {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int64_t kMostListed = 1000;
constexpr double kHeartbeatSeconds = 15;
constexpr auto kLeastPause = std::chrono::milliseconds(200);  ///< between two events: at most five a second

Response Accepted(std::string job) {
  Response response;
  response.status = 202;
  response.body = std::move(job);
  return response;
}

Response StartJob(Context& context, const Caller& caller, Request& request) {
  return Accepted(context.jobs.Start(request.body, caller.account, caller.language));
}

Response ListJobs(Context& context, const Caller& caller, Request& request) {
  Response response;
  response.body = context.jobs.List(static_cast<uint64_t>(QueryInteger(request, "limit", 100, 1, kMostListed)), caller.language);
  return response;
}

Response ReadJob(Context& context, const Caller& caller, Request& request) {
  Response response;
  response.body = context.jobs.Read(PathInteger(request, "id"), caller.language);
  return response;
}

Response CancelJob(Context& context, const Caller& caller, Request& request) {
  return Accepted(context.jobs.Cancel(PathInteger(request, "id"), caller.language));
}

Response RestartJob(Context& context, const Caller& caller, Request& request) {
  return Accepted(context.jobs.Restart(PathInteger(request, "id"), caller.account, caller.language));
}

/// Events of one job (https://html.spec.whatwg.org/multipage/server-sent-events.html): `event: job` with the Job as data.
class JobEvents {
 public:
  JobEvents(JobQueue& jobs, int64_t id, std::string language) : jobs_(jobs), id_(id), language_(std::move(language)) {}

  /// Waits for the next change and writes it, or a comment if there is none for a while. False after the last.
  bool Next(const TakeBytes& write) {
    std::this_thread::sleep_until(sent_ + kLeastPause);
    const uint64_t before = version_;
    bool final = false;
    const std::string job = jobs_.Watch(id_, version_, kHeartbeatSeconds, final, language_);
    sent_ = Clock::now();
    if (version_ == before && !final) return write(": nothing new\n\n");
    return write("event: job\ndata: " + job + "\n\n") && !final;
  }

 private:
  JobQueue& jobs_;
  int64_t id_;
  std::string language_;
  uint64_t version_ = 0;
  Clock::time_point sent_{};
};

Response FollowJob(Context& context, const Caller& caller, Request& request) {
  const int64_t id = PathInteger(request, "id");
  context.jobs.Read(id, caller.language);  // an unknown one is answered by 404, not by an empty stream
  Response response;
  response.type = "text/event-stream";
  response.headers = {{"Cache-Control", "no-cache"}, {"X-Accel-Buffering", "no"}};  // the latter for a proxy that would hold events back
  response.stream = [events = std::make_shared<JobEvents>(context.jobs, id, caller.language)](const TakeBytes& write) { return events->Next(write); };
  return response;
}

constexpr Route kRoutes[] = {
    {"POST", "/api/v1/jobs", Role::kAnalyst, StartJob, "start job"},
    {"GET", "/api/v1/jobs", Role::kViewer, ListJobs},
    {"GET", "/api/v1/jobs/{id}", Role::kViewer, ReadJob},
    {"DELETE", "/api/v1/jobs/{id}", Role::kAnalyst, CancelJob, "cancel job"},
    {"POST", "/api/v1/jobs/{id}/restart", Role::kAnalyst, RestartJob, "restart job"},
    {"GET", "/api/v1/jobs/{id}/events", Role::kViewer, FollowJob},
};

}  // namespace

std::span<const Route> JobRoutes() { return kRoutes; }

}  // namespace auspex::serve
