#pragma once
// A job queue over a workspace of its own, and what its answers say. For tests only.
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "flow/workspace_fixture.h"
#include "serve/job_queue.h"
#include "serve/problem.h"
#include "serve/uploads.h"

namespace auspex::serve {

using nlohmann::json;

class JobTest : public flow::WorkspaceTest {
 protected:
  JobTest() : uploads_(*workspace_, 1 << 30) {
    pack_.model["patience"] = 1e6;  // of LongRequest
    Open();
  }
  ~JobTest() override { jobs_.reset(); }

  void Open() { jobs_ = std::make_unique<JobQueue>(*workspace_, pack_, uploads_); }

  json Start(const json& request) { return json::parse(jobs_->Start(request.dump(), "ann", "en")); }
  json Read(int64_t id) { return json::parse(jobs_->Read(id, "en")); }
  /// The job once it has ended.
  json Ended(const json& job) {
    uint64_t version = 0;
    for (bool final = false; !final;) jobs_->Watch(job["id"], version, 30, final, "en");
    return Read(job["id"]);
  }
  /// Waits until the job is in a state (a running one: until it says in which stage).
  void Await(const json& job, const std::string& state) {
    uint64_t version = 0;
    bool final = false;
    for (;;) {
      const auto now = json::parse(jobs_->Watch(job["id"], version, 30, final, "en"));
      if (now["state"] == state && (state != "running" || now["progress"]["stage"] != "")) return;
      if (final) FAIL() << "it ended before it was " << state << ": " << now.dump();
    }
  }
  /// Work that takes far longer than any test waits: it ends because it is stopped.
  json LongRequest() const { return {{"kind", "train"}, {"models", {"lstm"}}, {"epochs", 1000}}; }

  std::string Upload(const std::string& name, std::string_view content) {
    const std::string id = uploads_.Begin(name, content.size(), "ann").id;
    uploads_.Append(id, 0, [&](const auto& take) { return take(content); });
    return id;
  }

  Uploads uploads_;
  std::unique_ptr<JobQueue> jobs_;
};

/// "status code | what | where" of the error that `f` throws.
template <class F>
std::string ErrorOf(F f) {
  try {
    f();
  } catch (const HttpError& error) {
    return std::to_string(error.status()) + " | " + error.message() + " | " + error.where();
  } catch (const Error& error) {
    return error.message() + " | " + error.where();
  }
  return "no error";
}

}  // namespace auspex::serve
