#pragma once
// Runs one job on the current thread and turns whatever happens into its last state.
#include <functional>
#include <string>

#include "base/progress.h"
#include "serve/job_kinds.h"
#include "serve/job_record.h"

namespace auspex::serve {

/// Makes the current thread and the threads that it starts from now on (those of ParallelFor among them) give way to others.
void LowerPriority() noexcept;

/// What a job reports while it runs; called from any thread, one call at a time, at most some ten times a second.
struct JobReport {
  std::function<void(const std::string& stage, const std::string& unit, uint64_t total)> begin;
  std::function<void(uint64_t done)> update;
};

/// Runs the request of `record` until it ends or `stop` is set, and sets state, run, summary and problem. Never throws.
/// A job that was stopped becomes cancelled; one that was done already by then stays done.
void RunJob(const JobContext& context, const StopFlag& stop, const JobReport& report, JobRecord& record) noexcept;

}  // namespace auspex::serve
