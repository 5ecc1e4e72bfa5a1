#pragma once
// The report of a workspace whose pack has a task over tables: its newest training, prediction and segments.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "flow/task_report_data.h"

namespace auspex::flow {

struct WorkspaceReportOptions {
  TaskReportOptions task;
  std::string language;  ///< of the wording; empty: the pack's
  uint64_t seed = 1;     ///< of the segments, which are made anew
  bool pdf = false;
};

/// Writes the report into `folder`; gives its files. Throws as FillTaskReport, SegmentCustomers and WriteReport.
std::vector<std::filesystem::path> ReportWorkspace(store::Workspace& workspace, const pack::Pack& pack, const WorkspaceReportOptions& options,
                                                   const std::filesystem::path& folder, Progress& progress);

/// The same into the workspace itself, in the place of the one before.
std::vector<std::filesystem::path> KeepReport(store::Workspace& workspace, const pack::Pack& pack, const WorkspaceReportOptions& options,
                                              Progress& progress);

/// The page that KeepReport wrote; nothing if there is none.
std::optional<std::filesystem::path> KeptReport(const store::Workspace& workspace);

}  // namespace auspex::flow
