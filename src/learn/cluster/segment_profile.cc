#include "learn/cluster/segment_profile.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "base/error.h"
#include "base/threads.h"

namespace auspex::learn {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

void CheckLabels(const FeatureTable& table, std::span<const uint32_t> labels, size_t segments) {
  const auto refuse = [](const std::string& what) { throw Error(Fault::kUsage, what, "segment profile", "Give one label below the number of segments a row."); };
  if (labels.size() != table.rows) refuse(std::to_string(labels.size()) + " labels came for " + std::to_string(table.rows) + " rows");
  for (uint32_t label : labels)
    if (label >= segments) refuse("label " + std::to_string(label) + " is none of " + std::to_string(segments) + " segments");
}

/// Reorders `values`.
double MedianOf(std::vector<float>& values) {
  if (values.empty()) return kNan;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (static_cast<double>(*middle) + *std::max_element(values.begin(), middle)) / 2;
}

double MeanOf(const std::vector<float>& values) {
  double sum = 0;
  for (float value : values) sum += value;
  return values.empty() ? kNan : sum / static_cast<double>(values.size());
}

double DeviationOf(const std::vector<float>& values, double mean) {
  double sum = 0;
  for (float value : values) sum += (value - mean) * (value - mean);
  return std::sqrt(sum / static_cast<double>(values.size()));
}

struct Column {
  FeatureProfile everybody;
  std::vector<FeatureProfile> segments;
};

Column ProfileColumn(const FeatureTable& table, size_t feature, std::span<const uint32_t> labels, size_t segments) {
  std::vector<std::vector<float>> values(segments);
  std::vector<float> all;
  for (size_t i = 0; i < table.rows; ++i) {
    const float value = table.columns[feature][i];
    if (std::isnan(value)) continue;
    values[labels[i]].push_back(value);
    all.push_back(value);
  }
  const double mean = MeanOf(all), deviation = DeviationOf(all, mean);
  Column column{{feature, all.size(), mean, MedianOf(all), mean > 0 ? 1 : kNan, all.empty() ? kNan : 0}, {}};
  for (auto& own : values) {
    FeatureProfile profile{.feature = feature, .known = own.size(), .mean = MeanOf(own)};
    profile.median = MedianOf(own);
    profile.lift = mean > 0 ? profile.mean / mean : kNan;
    profile.difference = own.empty() ? kNan : deviation > 0 ? (profile.mean - mean) / deviation : 0;
    column.segments.push_back(profile);
  }
  return column;
}

}  // namespace

std::vector<size_t> SegmentProfile::MostTelling() const {
  std::vector<size_t> order;
  for (size_t i = 0; i < features.size(); ++i)
    if (!std::isnan(features[i].difference)) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return std::fabs(features[a].difference) > std::fabs(features[b].difference); });
  return order;
}

SegmentProfiles ProfileSegments(const FeatureTable& table, std::span<const uint32_t> labels, size_t segments) {
  CheckLabels(table, labels, segments);
  std::vector<size_t> numbers;
  for (size_t f = 0; f < table.features(); ++f)
    if (!table.schema[f].is_category()) numbers.push_back(f);
  std::vector<Column> columns(numbers.size());
  ParallelFor(numbers.size(), 1, [&](size_t begin, size_t end) {
    for (size_t f = begin; f < end; ++f) columns[f] = ProfileColumn(table, numbers[f], labels, segments);
  });
  SegmentProfiles profiles{{}, std::vector<SegmentProfile>(segments)};
  for (uint32_t label : labels) ++profiles.segments[label].size;
  for (auto& segment : profiles.segments) segment.share = table.rows ? static_cast<double>(segment.size) / static_cast<double>(table.rows) : 0;
  for (const Column& column : columns) {
    profiles.everybody.push_back(column.everybody);
    for (size_t s = 0; s < segments; ++s) profiles.segments[s].features.push_back(column.segments[s]);
  }
  return profiles;
}

}  // namespace auspex::learn
