#include "flow/report/workspace_report.h"

#include "base/error.h"
#include "base/progress.h"
#include "flow/report/layer_report.h"
#include "flow/report/report.h"
#include "flow/report/segment_report.h"
#include "flow/segment_record.h"

namespace auspex::flow {
namespace {

namespace fs = std::filesystem;

fs::path FolderOf(const store::Workspace& workspace) { return workspace.folder() / "reports"; }

pack::Pack InLanguage(const pack::Pack& pack, const std::string& language) {
  pack::Pack spoken = pack;
  if (pack.wording.contains(language)) spoken.language = language;
  return spoken;
}

}  // namespace

std::vector<fs::path> ReportWorkspace(store::Workspace& workspace, const pack::Pack& pack, const WorkspaceReportOptions& options, const fs::path& folder,
                                      Progress& progress) {
  const pack::Pack spoken = InLanguage(pack, options.language);
  ReportData data = FillTaskReport(workspace, spoken, options.task, progress);
  if (!pack.layers.empty()) data.layers = LayersForReport(MeasureLayers(workspace, spoken, {}, progress), spoken);
  if (!pack.segments.empty()) {
    SegmentOptions segmenting;
    segmenting.seed = options.seed;
    SegmentCustomers(workspace, pack, segmenting, progress);
    store::Connection connection = workspace.Connect();
    data.segments = SegmentsForReport(connection, *ReadNewestSegments(connection, spoken));
  }
  progress.Begin("writing the report", "files", 0);
  const auto files = WriteReport(data, folder, {.pdf = options.pdf});
  progress.End();
  return files;
}

std::vector<fs::path> KeepReport(store::Workspace& workspace, const pack::Pack& pack, const WorkspaceReportOptions& options, Progress& progress) {
  const fs::path kept = FolderOf(workspace), made = workspace.folder() / "reports.new";
  std::error_code code;
  fs::remove_all(made, code);  // what a process left that ended in between
  auto files = ReportWorkspace(workspace, pack, options, made, progress);
  fs::remove_all(kept, code);
  fs::rename(made, kept, code);
  if (code) throw Error(Fault::kInternal, "the report cannot be put in its place: " + code.message(), kept.string(), "Free some space, then try again.");
  for (auto& file : files) file = kept / file.filename();
  return files;
}

std::optional<fs::path> KeptReport(const store::Workspace& workspace) {
  const fs::path page = FolderOf(workspace) / "report.html";
  std::error_code code;
  if (!fs::is_regular_file(page, code)) return {};
  return page;
}

}  // namespace auspex::flow
