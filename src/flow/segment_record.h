#pragma once
// What a run of segments found, as it was stored with the run: nothing is clustered or counted anew.
#include <optional>
#include <string>
#include <vector>

#include "flow/segment.h"
#include "store/database.h"

namespace auspex::flow {

/// The settings of the run as JSON: evidence and moves; profiles stand in the table run_N_segment_profile.
std::string SegmentSettings(const SegmentSummary& summary);

/// The newest run's, with texts in pack.language; nothing if there was none. Evidence and moves are empty where a previous version stored none.
std::optional<SegmentSummary> ReadNewestSegments(store::Connection& connection, const pack::Pack& pack);

/// The mean probability of each segment's customers; NaN where none has been scored as of the segments' month.
std::vector<double> MeanProbabilities(store::Connection& connection, const SegmentSummary& summary);

}  // namespace auspex::flow
