#include "flow/report/segment_report.h"

#include <algorithm>

namespace auspex::flow {
namespace {

bool HasScores(store::Connection& connection) {
  return connection.Integer("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'main' AND table_catalog = current_database() AND "
                            "table_name = 'scores'") > 0;
}

void AddProbabilities(store::Connection& connection, const SegmentSummary& summary, ReportSegments& out) {
  const auto rows = connection
                        .Query("SELECT segment, CAST(avg(probability) AS VARCHAR) FROM main.segments JOIN main.scores USING (customer) "
                               "WHERE month = CAST(? AS DATE) GROUP BY segment", {summary.month + "-01"})
                        .Rows();
  for (const auto& row : rows) {
    const auto at = std::ranges::find(summary.segments, row[0].value_or(""), &Segment::id);
    if (at != summary.segments.end() && row[1]) out.segments[static_cast<size_t>(at - summary.segments.begin())].outcome_share = std::stod(*row[1]);
  }
}

}  // namespace

ReportSegments SegmentsForReport(store::Connection& connection, const SegmentSummary& summary) {
  ReportSegments out;
  out.choice = summary.choice;
  out.labels = summary.columns;
  out.everybody = summary.everybody;
  out.customers = summary.customers;
  for (const Segment& segment : summary.segments) out.segments.push_back({segment.name, segment.strategy, segment.profile});
  if (HasScores(connection)) AddProbabilities(connection, summary, out);
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
