#include "flow/segment.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/progress.h"
#include "data/panel_months.h"
#include "data/past_future.h"
#include "decide/segment_names.h"
#include "flow/export.h"
#include "flow/result_runs.h"
#include "flow/runs.h"
#include "flow/segment_record.h"
#include "flow/segment_rows.h"
#include "flow/segment_store.h"
#include "flow/segment_words.h"
#include "learn/cluster/cluster_quality.h"
#include "learn/cluster/kmeans.h"

namespace auspex::flow {
namespace {

using pack::Segmentation;

Segmentation ReadSegments(const pack::Pack& pack) {
  if (!pack.segments.empty()) return pack::ReadSegmentation(pack.segments, pack);
  throw Error(Fault::kUsage, "the pack " + pack.name + " says nothing about segments", (pack.folder / "pack.toml").string(),
              "Add `segments = \"segments.toml\"`.");
}

/// The columns that tell customers apart.
learn::FeatureTable Telling(const Segmentation& segmentation, const learn::FeatureTable& table) {
  learn::FeatureTable out{table.rows, {}, {}};
  for (size_t c = 0; c < segmentation.columns.size(); ++c) {
    if (!segmentation.columns[c].tells) continue;
    out.schema.push_back(table.schema[c]);
    out.columns.push_back(table.columns[c]);
  }
  return out;
}

/// Evidence from a sample of the customers, and the choice among the numbers that the pack allows.
learn::KChoice ChooseNumber(const learn::ScaledRows& scaled, const Segmentation& segmentation, const SegmentOptions& options, SegmentSummary& summary,
                            Progress& progress) {
  const auto rows = learn::DrawRows(scaled.rows, options.evidence_rows, options.seed);
  const std::vector<float> sample = learn::TakePoints(scaled, rows);
  learn::ChooseKOptions choose;
  choose.most = segmentation.most;
  summary.least = segmentation.least, summary.most = segmentation.most;
  choose.kmeans.starts = 5;
  choose.stability.replicates = 10;
  summary.evidence_rows = rows.size();
  learn::KChoice choice = learn::ChooseK({rows.size(), scaled.features, sample}, choose, options.seed, progress);
  learn::KChoice allowed = choice;
  std::erase_if(allowed.evidence, [&](const learn::KEvidence& evidence) { return evidence.clusters < segmentation.least; });
  if (!allowed.evidence.empty()) learn::Choose(choose.least_jaccard, allowed);
  choice.clusters = allowed.clusters, choice.stable = allowed.stable;
  return choice;
}

struct Fitted {
  learn::RobustScaler scaler;
  learn::KMeansModel model;
  std::vector<uint32_t> number;  ///< [clusters] by falling size
};

/// The segments of rows, the largest of the fit being 0.
std::vector<uint32_t> Labels(const Fitted& fitted, const Segmentation& segmentation, const SegmentRows& rows) {
  std::vector<uint32_t> labels = fitted.model.Assign(fitted.scaler.Apply(Telling(segmentation, rows.table)));
  for (uint32_t& label : labels) label = fitted.number[label];
  return labels;
}

/// The place of each cluster by falling size.
std::vector<uint32_t> NumberBySize(const learn::KMeansModel& model) {
  std::vector<uint64_t> sizes(model.clusters());
  for (const uint32_t label : model.labels()) ++sizes[label];
  std::vector<uint32_t> order(sizes.size()), number(sizes.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::stable_sort(order, [&](uint32_t a, uint32_t b) { return sizes[a] > sizes[b]; });
  for (uint32_t place = 0; place < order.size(); ++place) number[order[place]] = place;
  return number;
}

Fitted FitRows(const SegmentRows& rows, const Segmentation& segmentation, const SegmentOptions& options, SegmentSummary& summary, Progress& progress) {
  learn::RobustScalerOptions scaling;
  scaling.clip = segmentation.clip;
  const learn::FeatureTable telling = Telling(segmentation, rows.table);
  auto scaler = learn::RobustScaler::Fit(telling, scaling);
  summary.scaling = scaler.columns();
  const learn::ScaledRows scaled = scaler.Apply(telling);
  summary.asked = options.clusters > 0;
  if (!summary.asked) summary.choice = ChooseNumber(scaled, segmentation, options, summary, progress);
  else summary.choice.clusters = options.clusters;
  learn::KMeansOptions fit;
  fit.clusters = summary.choice.clusters;
  fit.starts = scaled.rows > 100'000 ? 4 : 10;
  auto model = learn::KMeansModel::Fit(scaled, {}, fit, options.seed, progress);
  auto number = NumberBySize(model);
  return {std::move(scaler), std::move(model), std::move(number)};
}

decide::NamedProfile Figures(const learn::SegmentProfile& profile) {
  decide::NamedProfile out{profile.size, profile.share, {}, {}, {}, {}};
  for (const auto& feature : profile.features) {
    out.mean.push_back(feature.mean), out.median.push_back(feature.median);
    out.lift.push_back(feature.lift), out.z.push_back(feature.difference);
  }
  return out;
}

void NameThem(store::Connection& connection, const pack::Pack& pack, const Segmentation& segmentation, const learn::SegmentProfiles& profiles,
              SegmentSummary& summary) {
  std::vector<decide::NamedProfile> figures;
  for (const auto& profile : profiles.segments) figures.push_back(Figures(profile));
  const auto names = decide::NameSegments(connection, segmentation, figures);
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string id = names[i] ? segmentation.names[*names[i]].id : "other_" + std::to_string(i + 1);
    summary.segments.push_back({id, {}, {}, profiles.segments[i]});
  }
  NameInWords(pack, segmentation, summary);
}

/// Both lists of customers are ascending.
SegmentMoves CountMoves(const std::vector<std::string>& before, const std::vector<uint32_t>& old_labels, const std::vector<std::string>& after,
                        const std::vector<uint32_t>& labels, size_t segments) {
  SegmentMoves moves{{}, {}, std::vector<uint64_t>((segments + 1) * (segments + 1))};
  for (size_t i = 0, j = 0; i < before.size() || j < after.size();) {
    const int order = i == before.size() ? 1 : j == after.size() ? -1 : before[i].compare(after[j]);
    const size_t from = order <= 0 ? old_labels[i] : segments, to = order >= 0 ? labels[j] : segments;
    ++moves.counts[from * (segments + 1) + to];
    i += order <= 0, j += order >= 0;
  }
  return moves;
}

}  // namespace

void CheckSegments(const pack::Pack& pack) {
  if (pack.segments.empty()) return;
  const Segmentation segmentation = ReadSegments(pack);
  data::PanelOf(pack);
  store::Database database({});
  store::Connection connection = database.Connect();
  data::SetEmptyPast(connection, pack);
  CheckSegmentColumns(connection, segmentation);
  decide::CheckSegmentNames(connection, segmentation);
}

SegmentSummary SegmentCustomers(store::Workspace& workspace, const pack::Pack& pack, const SegmentOptions& options, Progress& progress) {
  const auto start = std::chrono::steady_clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  const Segmentation segmentation = ReadSegments(pack);
  store::Connection connection = workspace.Connect();
  CreateRunTables(connection);
  const auto months = data::PanelMonths(connection, pack);
  const Micros month = data::ChooseMonth(months, options.month);
  SegmentSummary summary;
  summary.month = data::MonthName(month);
  summary.columns = SegmentColumnTexts(pack, segmentation);
  for (const auto& column : segmentation.columns) summary.column_names.push_back(column.name), summary.column_tells.push_back(column.tells);
  progress.Begin("reading the customers", "rows", 0);
  const SegmentRows rows = ReadSegmentRows(connection, pack, segmentation, month);
  progress.End();
  summary.customers = rows.customers.size();
  const Fitted fitted = FitRows(rows, segmentation, options, summary, progress);
  const std::vector<uint32_t> labels = Labels(fitted, segmentation, rows);
  auto profiles = learn::ProfileSegments(rows.table, labels, fitted.model.clusters());
  NameThem(connection, pack, segmentation, profiles, summary);
  summary.everybody = std::move(profiles.everybody);

  SegmentStore stored(connection, NextRun(connection));
  summary.run = stored.run();
  stored.Append(rows.customers, labels, month, summary.segments);
  if (const auto at = std::ranges::find(months, month); at != months.begin()) {
    const SegmentRows before = ReadSegmentRows(connection, pack, segmentation, *(at - 1));
    const std::vector<uint32_t> old_labels = Labels(fitted, segmentation, before);
    summary.moves = CountMoves(before.customers, old_labels, rows.customers, labels, summary.segments.size());
    summary.moves->from = data::MonthName(*(at - 1)), summary.moves->to = summary.month;
    stored.Append(before.customers, old_labels, *(at - 1), summary.segments);
  }
  stored.AppendProfiles(segmentation, summary);
  stored.Finish(pack, {"segment", options.seed, seconds(), SegmentSettings(summary)});
  if (!options.out.empty()) summary.file = WriteClusters(connection, pack, summary, options.out, progress);
  summary.seconds = seconds();
  return summary;
}

}  // namespace auspex::flow
