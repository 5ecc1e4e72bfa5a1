#pragma once
// Segments as a report shows them.
#include "flow/report/report_data.h"
#include "flow/segment.h"

namespace auspex::flow {

/// What `summary` found, with the mean probability of each segment's customers where they have been scored.
ReportSegments SegmentsForReport(store::Connection& connection, const SegmentSummary& summary);

}  // namespace auspex::flow
