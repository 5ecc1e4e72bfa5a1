// What kinds of customers there are: the evidence for their number, and how each differs from everybody.
#include <algorithm>
#include <cmath>

#include "draw/numbers.h"
#include "flow/report/report_figures.h"

namespace auspex::flow {
namespace {

constexpr size_t kRows = 14;

/// The features in which segments differ most, by the largest difference of any segment.
std::vector<size_t> TellingFeatures(const ReportSegments& segments) {
  std::vector<std::pair<double, size_t>> order;
  for (size_t f = 0; f < segments.labels.size(); ++f) {
    double most = -1;
    for (const ReportSegment& segment : segments.segments) {
      if (f < segment.profile.features.size() && std::isfinite(segment.profile.features[f].difference)) {
        most = std::max(most, std::fabs(segment.profile.features[f].difference));
      }
    }
    if (most >= 0) order.emplace_back(-most, f);
  }
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<size_t> features;
  for (size_t k = 0; k < std::min(order.size(), kRows); ++k) features.push_back(order[k].second);
  return features;
}

}  // namespace

HtmlFigure ChoiceFigure(const ReportSegments& segments, const ReportWords& words) {
  draw::ChoiceChart chart{words("axis.clusters"),
                          static_cast<double>(segments.choice.clusters),
                          {{words("choice.inertia"), {}, NAN},
                           {words("choice.silhouette"), {}, NAN},
                           {words("choice.stability"), {}, learn::ChooseKOptions{}.least_jaccard}}};
  for (const learn::KEvidence& evidence : segments.choice.evidence) {
    const auto k = static_cast<double>(evidence.clusters);
    chart.panels[0].points.push_back({k, evidence.inertia});
    chart.panels[1].points.push_back({k, evidence.silhouette});
    chart.panels[2].points.push_back({k, evidence.mean_jaccard});
  }
  return {words("figure.choice"), words("figure.choice.note"), std::move(chart), true};
}

HtmlFigure ProfileFigure(const ReportSegments& segments, const ReportWords& words) {
  const std::vector<size_t> features = TellingFeatures(segments);
  draw::ProfileChart chart{words("axis.difference"), {}, {}};
  for (const size_t f : features) chart.rows.push_back(segments.labels[f]);
  for (const ReportSegment& segment : segments.segments) {
    draw::ProfileColumn column{segment.name, draw::Percent(segment.profile.share), {}};
    for (const size_t f : features)
      column.differences.push_back(f < segment.profile.features.size() ? segment.profile.features[f].difference : NAN);
    chart.columns.push_back(std::move(column));
  }
  return {words("figure.profile"), words("figure.profile.note"), std::move(chart), true};
}

}  // namespace auspex::flow
