#include "flow/segment_store.h"

#include <cmath>

#include "base/error.h"
#include "data/panel_months.h"
#include "flow/export.h"
#include "flow/result_runs.h"

namespace auspex::flow {
namespace {

using store::QuoteName;
using store::QuoteText;

std::string Table(int64_t run) { return RunTable(run, "segment"); }
std::string ProfileTable(int64_t run) { return RunTable(run, "segment_profile"); }

void SetNumber(store::Appender& appender, size_t column, size_t row, double value) {
  if (std::isfinite(value)) appender.Numbers<double>(column)[row] = value;
  else appender.SetNull(column, row);
}

}  // namespace

SegmentStore::SegmentStore(store::Connection& connection, int64_t run) : connection_(connection), transaction_(connection), run_(run) {
  connection.Run("CREATE TABLE main." + QuoteName(Table(run)) + "(customer VARCHAR, month DATE, segment VARCHAR)");
  connection.Run("CREATE TABLE main." + QuoteName(ProfileTable(run)) +
                 "(month DATE, number INTEGER, segment VARCHAR, name VARCHAR, strategy VARCHAR, customers BIGINT, share DOUBLE, feature VARCHAR, "
                 "feature_name VARCHAR,"
                 " tells BOOLEAN, known BIGINT, mean DOUBLE, median DOUBLE, lift DOUBLE, z DOUBLE, mean_of_all DOUBLE, median_of_all DOUBLE)");
}

void SegmentStore::Append(const std::vector<std::string>& customers, const std::vector<uint32_t>& labels, Micros month,
                          const std::vector<Segment>& segments) {
  store::Appender appender(connection_, Table(run_));
  size_t pending = 0;
  for (size_t i = 0; i < customers.size(); ++i) {
    appender.SetTextInPlace(0, pending, customers[i]);
    appender.Numbers<int32_t>(1)[pending] = static_cast<int32_t>(month / kDay);
    appender.SetTextInPlace(2, pending, segments[labels[i]].id);
    if (++pending < store::Appender::kRows) continue;
    appender.Flush(pending);
    pending = 0;
  }
  if (pending > 0) appender.Flush(pending);
  appender.Close();
}

void SegmentStore::AppendProfiles(const pack::Segmentation& segmentation, const SegmentSummary& summary) {
  store::Appender appender(connection_, ProfileTable(run_));
  const auto month = static_cast<int32_t>(*ParseMonth(summary.month) / kDay);
  for (size_t s = 0; s < summary.segments.size(); ++s) {
    const Segment& segment = summary.segments[s];
    for (size_t c = 0; c < summary.columns.size(); ++c) {
      const auto& feature = segment.profile.features[c];
      appender.Numbers<int32_t>(0)[c] = month;
      appender.Numbers<int32_t>(1)[c] = static_cast<int32_t>(s + 1);
      appender.SetText(2, c, segment.id), appender.SetText(3, c, segment.name), appender.SetText(4, c, segment.strategy);
      appender.Numbers<int64_t>(5)[c] = static_cast<int64_t>(segment.profile.size);
      appender.Numbers<double>(6)[c] = segment.profile.share;
      appender.SetText(7, c, segmentation.columns[c].name), appender.SetText(8, c, summary.columns[c]);
      appender.Numbers<bool>(9)[c] = segmentation.columns[c].tells;
      appender.Numbers<int64_t>(10)[c] = static_cast<int64_t>(feature.known);
      const double figures[] = {
          feature.mean, feature.median, feature.lift, feature.difference, summary.everybody[c].mean, summary.everybody[c].median};
      for (size_t f = 0; f < std::size(figures); ++f) SetNumber(appender, 11 + f, c, figures[f]);
    }
    appender.Flush(summary.columns.size());
  }
  appender.Close();
}

void SegmentStore::Finish(const pack::Pack& pack, const RunRecord& record) {
  connection_.Run("CREATE OR REPLACE VIEW main.segments AS SELECT customer, month, segment FROM main." + QuoteName(Table(run_)));
  connection_.Run("CREATE OR REPLACE VIEW main.segment_profiles AS SELECT * FROM main." + QuoteName(ProfileTable(run_)));
  RecordRun(connection_, run_, pack, record);
  DropOlderRuns(connection_, "segment", kKeptSegments);
  transaction_.Commit();
}

std::filesystem::path WriteClusters(store::Connection& connection, const pack::Pack& pack, const SegmentSummary& summary,
                                    const std::filesystem::path& folder, Progress& progress) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) throw Error(Fault::kUsage, "the folder cannot be made: " + failure.message(), folder.string(), "Name another folder.");
  const std::string table = "main." + QuoteName(Table(summary.run)), month = "DATE " + QuoteText(summary.month + "-01");
  std::string names;
  for (size_t s = 0; s < summary.segments.size(); ++s) {
    const Segment& segment = summary.segments[s];
    names += (s > 0 ? ", (" : "(") + std::to_string(s + 1) + ", " + QuoteText(segment.id) + ", " + QuoteText(segment.name) + ", " +
             QuoteText(segment.strategy) + ")";
  }
  const std::string values = "(VALUES " + names + ") AS ";
  const std::string sql = "SELECT now.customer AS " + QuoteName(data::PanelOf(pack).customer) +
                          ", strftime(now.month, '%Y-%m') AS month, label.number AS cluster, now.segment, label.name AS segment_name, "
                          "label.strategy AS strategy, before.segment AS segment_before, old.name AS segment_name_before FROM " +
                          table + " AS now JOIN " + values + "label(number, segment, name, strategy) ON label.segment = now.segment LEFT JOIN " +
                          table + " AS before ON before.customer = now.customer AND before.month < now.month LEFT JOIN " + values +
                          "old(number, segment, name, strategy) ON old.segment = before.segment WHERE now.month = " + month +
                          " ORDER BY now.customer";
  const std::filesystem::path file = folder / "customer_clusters.csv";
  Export(connection, sql, file, progress);
  return file;
}

}  // namespace auspex::flow
