#include "flow/report/segment_report.h"

#include "flow/segment_record.h"

namespace auspex::flow {

ReportSegments SegmentsForReport(store::Connection& connection, const SegmentSummary& summary) {
  ReportSegments out;
  out.choice = summary.choice;
  out.labels = summary.columns;
  out.everybody = summary.everybody;
  out.customers = summary.customers;
  const std::vector<double> probabilities = MeanProbabilities(connection, summary);
  for (size_t s = 0; s < summary.segments.size(); ++s)
    out.segments.push_back({summary.segments[s].name, summary.segments[s].strategy, summary.segments[s].profile, probabilities[s]});
  if (!summary.moves) return out;
  const size_t count = summary.segments.size();
  out.moved.before = out.moved.after = count;
  for (const Segment& segment : summary.segments) out.names_before.push_back(segment.name);
  for (size_t from = 0; from < count; ++from) {
    for (size_t to = 0; to < count; ++to) out.moved.counts.push_back(summary.moves->counts[from * (count + 1) + to]);
  }
  return out;
}

}  // namespace auspex::flow
