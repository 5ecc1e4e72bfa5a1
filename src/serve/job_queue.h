#pragma once
// Long work, one after the other on a thread of its own. Table `jobs` of the workspace keeps them; a job that was waiting or
// running when the server died is "interrupted" at the next start. Everything but construction may be called from any thread.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "pack/pack.h"
#include "store/workspace.h"

namespace auspex::serve {

class Uploads;

class JobQueue {
 public:
  /// Makes the tables that jobs fill where they are missing, so that readers find them.
  JobQueue(store::Workspace& workspace, const pack::Pack& pack, Uploads& uploads);
  ~JobQueue();  ///< as Stop

  /// Called on the queue's thread whenever a job has ended, before anybody can see that it has. Set before jobs are started.
  void OnEnd(std::function<void()> told);

  /// Asks the running job to stop, waits for it, and marks it and all waiting ones as interrupted. Ends all Watch calls.
  void Stop();

  // Jobs are answered as JSON, their problems in `language`.
  /// Checks the request (JSON, web/src/api/types.ts: JobRequest) and queues it. Returns the Job. Throws what is wrong with the
  /// request, and HttpError 409 if too many wait already, 503 once Stop was called.
  std::string Start(const std::string& request, const std::string& account, const std::string& language);
  /// Queues the request of a job that has ended once more, as a new job. HttpError 409 if it has not ended.
  std::string Restart(int64_t id, const std::string& account, const std::string& language);
  /// A waiting job is cancelled at once, a running one as soon as it notices. HttpError 409 if it has ended.
  std::string Cancel(int64_t id, const std::string& language);
  std::string Read(int64_t id, const std::string& language);     ///< throws NotFound
  std::string List(uint64_t limit, const std::string& language);  ///< Jobs, newest first
  /// Waits until the job differs from `version` (0: not at all) or `seconds` have passed; sets `version` and returns the Job.
  /// `final`: nothing more will come.
  std::string Watch(int64_t id, uint64_t& version, double seconds, bool& final, const std::string& language);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auspex::serve
