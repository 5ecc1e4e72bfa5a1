#pragma once
// Fills a report (flow/report/report_data.h) from the newest training run of a task over tables and, where there is one, its newest prediction.
#include <filesystem>

#include "flow/report/report_data.h"
#include "pack/pack.h"
#include "store/workspace.h"

namespace auspex {
class Progress;
}

namespace auspex::flow {

struct TaskReportOptions {
  std::filesystem::path truth;  ///< truth.csv of the simulator; empty: none
};

/// Everything but segments. What was measured of the models is the training run's picture (task_picture.h). Throws Error(kUsage) if nothing was trained yet.
ReportData FillTaskReport(store::Workspace& workspace, const pack::Pack& pack, const TaskReportOptions& options, Progress& progress);

}  // namespace auspex::flow
