#include "serve/job_worker.h"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <new>
#include <nlohmann/json.hpp>

#include "base/threads.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

using Clock = std::chrono::steady_clock;

class ReportingProgress : public Progress {
 public:
  explicit ReportingProgress(const JobReport& report) : report_(report) {}

 protected:
  void Show(bool last) override {
    const auto now = Clock::now();
    if (started_ != stage_began_) {
      stage_began_ = started_;
      report_.begin(stage_, unit_, total_);
    } else if (!last && now - told_ < std::chrono::milliseconds(100)) {
      return;
    }
    told_ = now;
    report_.update(done_);
  }

 private:
  const JobReport& report_;
  Clock::time_point stage_began_{}, told_{};
};

void Fail(const Error& error, JobRecord& record) {
  record.state = JobState::kFailed;
  record.problem = ProblemText(error);
}

}  // namespace

void LowerPriority() noexcept try {
  // Training and scoring take every core for minutes. Reads of the API take milliseconds, and somebody waits for each: at a lower
  // priority the scheduler lets them through at once, and a job loses only what they need. On Linux a priority is a thread's own
  // and is inherited by the threads it starts; the workers of ParallelFor are started by whoever first needs them, hence at once.
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 10);
  ParallelFor(4 * Threads(), 1, [](size_t, size_t) {});
} catch (...) {  // then jobs run as they are
}

void RunJob(const JobContext& context, const StopFlag& stop, const JobReport& report, JobRecord& record) noexcept try {
  try {
    const StopScope scope(&stop);
    ReportingProgress progress(report);
    const auto request = nlohmann::json::parse(record.request);
    JobResult result = KindOf(request).run(context, request, progress);
    record.run = result.run;
    record.summary = std::move(result.summary);
    record.state = JobState::kDone;
  } catch (const Error& error) {
    if (error.fault() == Fault::kCancelled) record.state = JobState::kCancelled;
    else Fail(error, record);
  } catch (const std::bad_alloc&) {
    Fail(Error(Fault::kInternal, "out of memory", {}, "Close other programs, or give the server more memory; nothing was changed."), record);
  } catch (const std::exception& error) {
    Fail(Error(Fault::kInternal, std::string("this is a bug: ") + error.what(), {}, "Please report it with what you did."), record);
  } catch (...) {
    Fail(Error(Fault::kInternal, "this is a bug: something unknown was thrown", {}, "Please report it with what you did."), record);
  }
} catch (...) {  // not even the problem could be put into words
  record.state = JobState::kFailed;
}

}  // namespace auspex::serve
