#pragma once
// Long work, one after the other on a thread of its own. Table `jobs` of the workspace keeps them; a job that was waiting or
// running when the server died is "interrupted" at the next start.
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
  JobQueue(store::Workspace& workspace, const pack::Pack& pack, Uploads& uploads);
  ~JobQueue();  ///< as Stop

  /// Asks the running job to stop, waits for it, and marks it and all waiting ones as interrupted. Ends all Watch calls.
  void Stop();

  /// Checks the request (JSON, web/src/api/types.ts: JobRequest) and queues it. Returns the Job as JSON.
  std::string Start(const std::string& request, const std::string& account);
  std::string Restart(int64_t id, const std::string& account);
  std::string Cancel(int64_t id);
  std::string Read(int64_t id);               ///< throws NotFound
  std::string List(uint64_t limit);           ///< Jobs, newest first
  /// Waits until the job differs from `version` (0: not at all) or `seconds` have passed; sets `version` and returns the Job.
  std::string Watch(int64_t id, uint64_t& version, double seconds, bool& final);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auspex::serve
