#pragma once
// What a run of segments leaves in the workspace: tables, views of the newest, and the result file. All or nothing.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/time.h"
#include "flow/runs.h"
#include "flow/segment.h"
#include "store/database.h"

namespace auspex::flow {

class SegmentStore {
 public:
  /// Begins a transaction and makes the tables run_N_segment and run_N_segment_profile.
  SegmentStore(store::Connection& connection, int64_t run);

  int64_t run() const { return run_; }
  void Append(const std::vector<std::string>& customers, const std::vector<uint32_t>& labels, Micros month, const std::vector<Segment>& segments);
  void AppendProfiles(const pack::Segmentation& segmentation, const SegmentSummary& summary);
  /// Points the views main.segments and main.segment_profiles at this run, records it and commits.
  void Finish(const pack::Pack& pack, const RunRecord& record);

 private:
  store::Connection& connection_;
  store::Transaction transaction_;
  int64_t run_;
};

/// customer_clusters.csv in `folder`: each customer's segment with its name and strategy, and the segment of the month before.
std::filesystem::path WriteClusters(store::Connection& connection, const pack::Pack& pack, const SegmentSummary& summary,
                                    const std::filesystem::path& folder, Progress& progress);

}  // namespace auspex::flow
