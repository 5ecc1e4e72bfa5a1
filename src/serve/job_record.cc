#include "serve/job_record.h"

#include <chrono>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/time.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

using json = nlohmann::ordered_json;

constexpr const char* kNames[] = {"queued", "running", "done", "failed", "cancelled", "interrupted"};

std::string Dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

json TextOrNull(const std::string& text) { return text.empty() ? json(nullptr) : json(text); }
json ObjectOrNull(const std::string& text) { return text.empty() ? json(nullptr) : json::parse(text, nullptr, false); }

template <class T>
json ValueOrNull(const std::optional<T>& value) {
  return value ? json(*value) : json(nullptr);
}

/// The kept error, told in a language.
json ProblemOf(const std::string& text, const std::string& language) {
  if (text.empty()) return nullptr;
  const json kept = json::parse(text);
  const std::string what = kept.at("what"), where = kept.at("where"), advice = kept.at("advice");
  if (kept.contains("status")) {
    return json::parse(ProblemJson(HttpError(kept.at("status").get<int>(), kept.at("code").get<std::string>(), what, where, advice), language));
  }
  return json::parse(ProblemJson(Error(static_cast<Fault>(kept.at("fault").get<int>()), what, where, advice), language));
}

json ProgressOf(const ProgressReading& reading) {
  return {{"stage", reading.stage}, {"unit", reading.unit}, {"done", reading.done}, {"total", reading.total}, {"rate", ValueOrNull(reading.rate)},
          {"remaining_seconds", ValueOrNull(reading.remaining_seconds)}, {"elapsed_seconds", reading.elapsed_seconds}};
}

}  // namespace

std::string JobStateName(JobState state) { return kNames[static_cast<size_t>(state)]; }

JobState JobStateOf(std::string_view name) {
  for (size_t s = 0; s < std::size(kNames); ++s) {
    if (name == kNames[s]) return static_cast<JobState>(s);
  }
  return JobState::kInterrupted;
}

bool IsFinal(JobState state) { return state != JobState::kQueued && state != JobState::kRunning; }

std::string InstantNow() {
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
  std::string text = FormatTime(now.count() * kSecond);
  text[10] = 'T';
  return text + "Z";
}

std::string ProblemText(const Error& error) {
  json kept = {{"fault", static_cast<int>(error.fault())}, {"what", error.message()}, {"where", error.where()}, {"advice", error.advice()}};
  if (const auto* http = dynamic_cast<const HttpError*>(&error)) {
    kept["status"] = http->status();
    kept["code"] = http->code();
  }
  return Dump(kept);
}

std::string JobJson(const JobRecord& record, const std::optional<ProgressReading>& progress, const std::string& language) {
  return Dump({{"id", record.id}, {"request", ObjectOrNull(record.request)}, {"state", JobStateName(record.state)}, {"by", record.by},
               {"created", record.created}, {"started", TextOrNull(record.started)}, {"finished", TextOrNull(record.finished)},
               {"progress", progress ? ProgressOf(*progress) : json(nullptr)}, {"run", ValueOrNull(record.run)},
               {"summary", ObjectOrNull(record.summary)}, {"problem", ProblemOf(record.problem, language)}});
}

}  // namespace auspex::serve
