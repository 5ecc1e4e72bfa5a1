#pragma once
// A job as it is kept and as it is told.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "serve/progress_meter.h"

namespace auspex::serve {

enum class JobState { kQueued, kRunning, kDone, kFailed, kCancelled, kInterrupted };

/// "queued", "running", …
std::string JobStateName(JobState state);
/// kInterrupted for a name of a later version.
JobState JobStateOf(std::string_view name);
/// Whether nothing more happens to a job in this state.
bool IsFinal(JobState state);

struct JobRecord {
  int64_t id = 0;
  std::string kind, request;  ///< the request is a JSON object
  JobState state = JobState::kQueued;
  std::string by;
  std::string created, started, finished;  ///< UTC with Z; empty: not yet
  std::optional<int64_t> run;
  std::string summary;  ///< JSON object; empty: none
  std::string problem;  ///< as ProblemText makes it; empty: none
};

/// The instant of now: `2025-03-01T12:03:11Z`.
std::string InstantNow();

/// An error as it is kept with a job: its untranslated parts, since who reads it later decides on the language.
std::string ProblemText(const Error& error);

/// The Job of the API. `progress` only while it runs.
std::string JobJson(const JobRecord& record, const std::optional<ProgressReading>& progress, const std::string& language);

}  // namespace auspex::serve
