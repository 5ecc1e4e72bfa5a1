#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "draw/numbers.h"
#include "flow/report/report_figures.h"
#include "flow/report/report_sections.h"

namespace auspex::flow {
namespace {

std::string Telling(const ReportSegments& segments, const ReportSegment& segment, const ReportWords& words) {
  std::vector<std::string> told;
  for (const size_t f : segment.profile.MostTelling()) {
    const double difference = segment.profile.features[f].difference;
    if (told.size() == 3 || std::fabs(difference) < 0.2 || f >= segments.labels.size()) break;
    told.push_back(
        words(difference > 0 ? "segment.above" : "segment.below", {{"feature", segments.labels[f]}, {"difference", draw::Signed(difference, 1)}}));
  }
  return told.empty() ? words("segment.average") : words.List(told);
}

HtmlTable SegmentTable(const ReportSegments& segments, const ReportWords& words) {
  HtmlTable table{words("segments.caption"),
                  {{words("segments.name")},
                   {words("segments.size"), true},
                   {words("segments.share"), true},
                   {words("segments.outcome"), true},
                   {words("segments.telling")},
                   {words("segments.strategy")}},
                  {}};
  for (const ReportSegment& segment : segments.segments) {
    table.rows.push_back({segment.name, WithCommas(segment.profile.size), draw::Percent(segment.profile.share),
                          draw::Percent(segment.outcome_share), Telling(segments, segment, words), segment.strategy});
  }
  return table;
}

HtmlTable EvidenceTable(const learn::KChoice& choice, const ReportWords& words) {
  HtmlTable table{words("choice.caption"),
                  {{words("choice.clusters"), true},
                   {words("choice.inertia"), true},
                   {words("choice.silhouette"), true},
                   {words("choice.stability"), true},
                   {words("choice.least_jaccard"), true},
                   {"Caliński–Harabasz", true},
                   {"Davies–Bouldin", true},
                   {words("choice.smallest"), true}},
                  {}};
  for (const learn::KEvidence& evidence : choice.evidence) {
    if (evidence.clusters == choice.clusters) table.marked = table.rows.size();
    table.rows.push_back({std::to_string(evidence.clusters), draw::Decimal(evidence.inertia, 0), draw::Decimal(evidence.silhouette, 3),
                          draw::Decimal(evidence.mean_jaccard, 3), draw::Decimal(evidence.least_jaccard, 3),
                          draw::Decimal(evidence.calinski_harabasz, 0), draw::Decimal(evidence.davies_bouldin, 3),
                          draw::Percent(evidence.smallest_share)});
  }
  return table;
}

HtmlTable MovedTable(const ReportSegments& segments, const ReportWords& words) {
  HtmlTable table{words("moved.caption"), {{words("moved.from")}}, {}};
  const learn::Transitions& moved = segments.moved;
  for (size_t to = 0; to < moved.after; ++to)
    table.columns.push_back({to < segments.segments.size() ? segments.segments[to].name : std::to_string(to + 1), true});
  for (size_t from = 0; from < moved.before; ++from) {
    uint64_t all = 0;
    for (size_t to = 0; to < moved.after; ++to) all += moved.at(from, to);
    std::vector<std::string> row = {segments.names_before[from]};
    for (size_t to = 0; to < moved.after; ++to) {
      const double share = all > 0 ? static_cast<double>(moved.at(from, to)) / static_cast<double>(all) : NAN;
      row.push_back(WithCommas(moved.at(from, to)) + " (" + draw::Percent(share, 0) + ")");
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

void AddSegments(const ReportData& data, const ReportWords& words, HtmlPage& page) {
  if (!data.segments || data.segments->segments.empty()) return;
  const ReportSegments& segments = *data.segments;
  page.Section("segments", words("section.segments"));
  const std::string count = std::to_string(segments.segments.size()), customers = WithCommas(segments.customers);
  page.Paragraph(words("segments.lead", {{"count", count}, {"customers", customers}}));
  page.Table(SegmentTable(segments, words));
  page.Figures({ProfileFigure(segments, words)});
  if (!segments.choice.evidence.empty()) {
    page.Heading(words("choice.heading"));
    page.Paragraph(words(segments.choice.stable ? "choice.stable" : "choice.unstable", {{"count", std::to_string(segments.choice.clusters)}}));
    page.Figures({ChoiceFigure(segments, words)});
    page.Table(EvidenceTable(segments.choice, words));
  }
  if (segments.names_before.size() >= segments.moved.before && segments.moved.before > 0) {
    page.Heading(words("moved.heading"));
    page.Table(MovedTable(segments, words));
  }
}

}  // namespace auspex::flow
