#include "flow/segment_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace auspex::flow {
namespace {

using json = nlohmann::ordered_json;

json Number(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

json EvidenceOf(const SegmentSummary& summary) {
  if (summary.asked) return {{"asked", summary.choice.clusters}};
  json lines = json::array();
  for (const auto& e : summary.choice.evidence) {
    lines.push_back({{"segments", e.clusters},
                     {"inertia", Number(e.inertia)},
                     {"silhouette", Number(e.silhouette)},
                     {"calinski_harabasz", Number(e.calinski_harabasz)},
                     {"davies_bouldin", Number(e.davies_bouldin)},
                     {"mean_jaccard", Number(e.mean_jaccard)},
                     {"least_jaccard", Number(e.least_jaccard)},
                     {"adjusted_rand", Number(e.adjusted_rand)},
                     {"smallest_share", Number(e.smallest_share)}});
  }
  return {{"customers", summary.evidence_rows},
          {"least", summary.least},
          {"most", summary.most},
          {"chosen", summary.choice.clusters},
          {"stable", summary.choice.stable},
          {"elbow", summary.choice.elbow},
          {"inertia_of_one", Number(summary.choice.inertia_of_one)},
          {"by_number", lines}};
}

json SegmentOf(const Segment& segment, const SegmentSummary& summary) {
  json features = json::array();
  for (const auto& f : segment.profile.features) {
    features.push_back({{"name", summary.columns[f.feature]},
                        {"mean", Number(f.mean)},
                        {"median", Number(f.median)},
                        {"lift", Number(f.lift)},
                        {"difference", Number(f.difference)},
                        {"known", f.known}});
  }
  return {{"id", segment.id},
          {"name", segment.name},
          {"strategy", segment.strategy},
          {"customers", segment.profile.size},
          {"share", segment.profile.share},
          {"features", features}};
}

json MovesOf(const SegmentSummary& summary) {
  if (!summary.moves) return nullptr;
  const size_t width = summary.segments.size() + 1;
  json rows = json::array();
  for (size_t from = 0; from < width; ++from) {
    rows.push_back(std::vector<uint64_t>(summary.moves->counts.begin() + static_cast<ptrdiff_t>(from * width),
                                         summary.moves->counts.begin() + static_cast<ptrdiff_t>((from + 1) * width)));
  }
  return {{"from", summary.moves->from}, {"to", summary.moves->to}, {"counts", rows}};
}

}  // namespace

std::string ToJson(const SegmentSummary& summary, const std::vector<double>& probabilities) {
  json out = {{"run", summary.run}, {"month", summary.month}, {"customers", summary.customers}, {"evidence", EvidenceOf(summary)}};
  json columns = json::array(), segments = json::array();
  for (size_t c = 0; c < summary.columns.size(); ++c) {
    columns.push_back({{"name", summary.columns[c]},
                       {"column", summary.column_names[c]},
                       {"tells", static_cast<bool>(summary.column_tells[c])},
                       {"mean", Number(summary.everybody[c].mean)},
                       {"median", Number(summary.everybody[c].median)},
                       {"known", summary.everybody[c].known}});
  }
  for (const auto& segment : summary.segments) segments.push_back(SegmentOf(segment, summary));
  for (size_t s = 0; s < probabilities.size(); ++s) segments[s]["probability"] = Number(probabilities[s]);
  out["columns"] = columns, out["segments"] = segments, out["moves"] = MovesOf(summary);
  if (!summary.file.empty()) out["file"] = summary.file.string();
  out["seconds"] = summary.seconds;
  return out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace auspex::flow
