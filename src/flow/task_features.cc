#include "flow/task_features.h"

#include <chrono>

#include "base/error.h"
#include "data/ingest.h"
#include "flow/export.h"
#include "flow/task_rows.h"

namespace auspex::flow {
namespace {

constexpr const char* kFeatures = "features_of_month";  ///< temporary: seen by one connection only

data::Month CutoffOf(const data::MonthSpan& span, std::optional<data::Month> asked) {
  if (!asked) return span.last;
  if (*asked >= span.first && *asked <= span.last) return *asked;
  throw Error(Fault::kData, "there is no data of " + data::MonthText(*asked), "--month",
              "The workspace has " + data::MonthText(span.first) + " to " + data::MonthText(span.last) + ".");
}

/// How many values of each feature are there.
std::vector<uint64_t> CountThere(store::Connection& connection, const pack::TableTask& task) {
  std::string sql = "SELECT count(*)";
  for (const auto& feature : task.features) sql += ", count(" + store::QuoteName(feature.name) + ")";
  std::vector<uint64_t> counts;
  const auto row = connection.Query(sql + " FROM " + kFeatures).Rows().at(0);
  for (const auto& count : row) counts.push_back(std::stoull(count.value_or("0")));
  return counts;
}

}  // namespace

TaskFeaturesSummary MakeTaskFeatures(store::Workspace& workspace, const pack::Pack& pack, const TaskFeaturesOptions& options, Progress& progress) {
  const auto start = std::chrono::steady_clock::now();
  const pack::TableTask& task = TableTaskOf(pack);
  if (!options.out.empty()) CheckExportPath(options.out);
  data::CheckTableTask(pack);
  store::Connection connection = workspace.Connect();
  data::CreateTables(connection, pack);
  TaskFeaturesSummary summary{task.name, CutoffOf(data::MonthsOf(connection, pack), options.month), 0, {}, options.out, 0};
  data::SetPast(connection, pack, summary.cutoff);
  connection.Run("CREATE OR REPLACE TEMP TABLE " + std::string(kFeatures) + " AS SELECT * FROM (" + task.features_sql + ")");
  const auto counts = CountThere(connection, task);
  summary.customers = counts[0];
  const auto& texts = pack.wording.at(pack.language);
  for (size_t f = 0; f < task.features.size(); ++f) {
    const pack::TaskFeature& feature = task.features[f];
    summary.features.push_back({feature.name, texts.at(feature.meaning), feature.unit.empty() ? "" : texts.at(feature.unit), texts.at(feature.group),
                                feature.source, pack::ValueFormatName(feature.format), counts[0] - counts[f + 1]});
  }
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (!options.out.empty()) {
    const std::string customer = connection.Query("SELECT * FROM " + std::string(kFeatures) + " LIMIT 0").Name(0);
    Export(connection, "SELECT * FROM " + std::string(kFeatures) + " ORDER BY " + store::QuoteName(customer), options.out, progress);
  }
  return summary;
}

}  // namespace auspex::flow
