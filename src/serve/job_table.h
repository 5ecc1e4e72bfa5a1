#pragma once
// Table `jobs` of the workspace, with all of its records in memory too: they are few, and pages ask for them all the time. May be
// used by many threads at once; who reads does not wait for the disk.
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "serve/job_record.h"
#include "store/workspace.h"

namespace auspex::serve {

class JobTable {
 public:
  /// Makes the table where it is missing. Jobs that were waiting or running, when whoever had the workspace before ended, become
  /// interrupted.
  explicit JobTable(store::Workspace& workspace);

  int64_t LargestId();
  void Insert(const JobRecord& record);
  /// Writes what can change of a job: state, times, run, summary, problem.
  void Update(const JobRecord& record);
  std::optional<JobRecord> Find(int64_t id);
  std::vector<JobRecord> Newest(uint64_t limit);

 private:
  void Remember(const JobRecord& record);

  store::Workspace& workspace_;
  std::mutex writing_;  ///< one writer at a time: DuckDB refuses writes that cross
  std::mutex reading_;  ///< guards records_
  std::map<int64_t, JobRecord> records_;
};

}  // namespace auspex::serve
