#include "flow/segment_record.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "flow/result_runs.h"
#include "flow/segment_json.h"
#include "flow/segment_words.h"

namespace auspex::flow {
namespace {

using nlohmann::json;

bool HasTable(store::Connection& connection, const std::string& name) {
  return connection.Integer("SELECT count(*) FROM information_schema.tables WHERE table_catalog = current_database() AND table_schema = 'main' AND "
                            "table_name = ?", {name}) > 0;
}

double NumberOf(const json& object, const char* name) { return object.at(name).is_null() ? learn::kMissing : object.at(name).get<double>(); }
double NumberOf(const std::optional<std::string>& text) { return text ? std::stod(*text) : learn::kMissing; }

learn::KChoice ChoiceOf(const json& evidence) {
  learn::KChoice choice;
  choice.clusters = evidence.at("chosen"), choice.stable = evidence.at("stable"), choice.elbow = evidence.at("elbow");
  choice.inertia_of_one = NumberOf(evidence, "inertia_of_one");
  for (const json& line : evidence.at("by_number")) {
    choice.evidence.push_back({line.at("segments"), NumberOf(line, "inertia"), NumberOf(line, "silhouette"), NumberOf(line, "calinski_harabasz"),
                               NumberOf(line, "davies_bouldin"), NumberOf(line, "mean_jaccard"), NumberOf(line, "least_jaccard"),
                               NumberOf(line, "adjusted_rand"), NumberOf(line, "smallest_share")});
  }
  return choice;
}

void ReadSettings(const std::string& text, SegmentSummary& summary) {
  const json settings = json::parse(text);
  summary.month = settings.at("month"), summary.customers = settings.at("customers"), summary.asked = settings.at("asked");
  summary.choice.clusters = settings.at("segments");
  if (const auto evidence = settings.find("evidence"); evidence != settings.end() && evidence->contains("by_number")) {
    summary.choice = ChoiceOf(*evidence);
    summary.evidence_rows = evidence->at("customers"), summary.least = evidence->at("least"), summary.most = evidence->at("most");
  }
  if (const auto moves = settings.find("moves"); moves != settings.end() && !moves->is_null()) {
    summary.moves.emplace(SegmentMoves{moves->at("from"), moves->at("to"), {}});
    for (const json& row : moves->at("counts")) {
      for (const json& count : row) summary.moves->counts.push_back(count);
    }
  }
}

/// Columns that the pack has no more are left out.
void ReadProfiles(store::Connection& connection, const pack::Segmentation& segmentation, SegmentSummary& summary) {
  const auto rows = connection
                        .Query("SELECT number, segment, name, strategy, customers, CAST(share AS VARCHAR), feature, known, CAST(mean AS VARCHAR), CAST(median AS VARCHAR), "
                               "CAST(lift AS VARCHAR), CAST(z AS VARCHAR), CAST(mean_of_all AS VARCHAR), CAST(median_of_all AS VARCHAR) FROM main." +
                               store::QuoteName(RunTable(summary.run, "segment_profile")) + " ORDER BY number")
                        .Rows();
  summary.everybody.resize(segmentation.columns.size());
  for (size_t c = 0; c < summary.everybody.size(); ++c) summary.everybody[c] = {c, 0, learn::kMissing, learn::kMissing, 1, 0};
  for (const auto& row : rows) {
    const auto number = std::stoull(*row[0]);
    while (summary.segments.size() < number) {
      learn::SegmentProfile profile{std::stoull(*row[4]), std::stod(*row[5]), {}};
      for (size_t c = 0; c < segmentation.columns.size(); ++c)
        profile.features.push_back({c, 0, learn::kMissing, learn::kMissing, learn::kMissing, learn::kMissing});
      summary.segments.push_back({*row[1], *row[2], *row[3], std::move(profile)});
    }
    const auto at = std::ranges::find(segmentation.columns, *row[6], &pack::SegmentColumn::name);
    if (at == segmentation.columns.end()) continue;
    const auto c = static_cast<size_t>(at - segmentation.columns.begin());
    const uint64_t known = std::stoull(*row[7]);
    summary.segments[number - 1].profile.features[c] = {c, known, NumberOf(row[8]), NumberOf(row[9]), NumberOf(row[10]), NumberOf(row[11])};
    summary.everybody[c].known += known;
    summary.everybody[c].mean = NumberOf(row[12]), summary.everybody[c].median = NumberOf(row[13]);
  }
}

}  // namespace

std::string SegmentSettings(const SegmentSummary& summary) {
  const json all = json::parse(ToJson(summary));
  return json{{"month", summary.month},       {"segments", summary.segments.size()}, {"asked", summary.asked},
              {"customers", summary.customers}, {"evidence", all.at("evidence")},      {"moves", all.at("moves")}}
      .dump();
}

std::optional<SegmentSummary> ReadNewestSegments(store::Connection& connection, const pack::Pack& pack) {
  if (pack.segments.empty() || !HasTable(connection, "runs")) return std::nullopt;
  const auto runs = connection.Query("SELECT run, settings, seconds FROM runs WHERE kind = 'segment' ORDER BY run DESC LIMIT 1").Rows();
  if (runs.empty()) return std::nullopt;
  const pack::Segmentation segmentation = pack::ReadSegmentation(pack.segments, pack);
  SegmentSummary summary;
  summary.run = std::stoll(*runs[0][0]), summary.seconds = std::stod(*runs[0][2]);
  ReadSettings(*runs[0][1], summary);
  for (const auto& column : segmentation.columns) summary.column_names.push_back(column.name), summary.column_tells.push_back(column.tells);
  summary.columns = SegmentColumnTexts(pack, segmentation);
  ReadProfiles(connection, segmentation, summary);
  NameInWords(pack, segmentation, summary);
  return summary;
}

std::vector<double> MeanProbabilities(store::Connection& connection, const SegmentSummary& summary) {
  std::vector<double> means(summary.segments.size(), learn::kMissing);
  if (!HasTable(connection, "scores")) return means;
  const auto rows = connection
                        .Query("SELECT segment, CAST(avg(probability) AS VARCHAR) FROM main." + store::QuoteName(RunTable(summary.run, "segment")) +
                                   " JOIN main.scores USING (customer) WHERE month = CAST(? AS DATE) AND cutoff = month GROUP BY segment",
                               {summary.month + "-01"})
                        .Rows();
  for (const auto& row : rows) {
    const auto at = std::ranges::find(summary.segments, row[0].value_or(""), &Segment::id);
    if (at != summary.segments.end() && row[1]) means[static_cast<size_t>(at - summary.segments.begin())] = std::stod(*row[1]);
  }
  return means;
}

}  // namespace auspex::flow
