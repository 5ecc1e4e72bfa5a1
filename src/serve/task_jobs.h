#pragma once
// The jobs of packs with tables by month: train, evaluate and predict of the pack's task (flow/task_*.h), segment (flow/segment.h), plan (flow/act.h) and
// report (flow/report/workspace_report.h): what a request may ask for, and the runs.
#include "serve/job_kinds.h"

namespace auspex::serve {

/// Throws HttpError for a field that is for journeys, and for models that there are not.
void CheckTaskTrain(const nlohmann::json& request);
void CheckTaskPredict(const nlohmann::json& request);

/// These throw HttpError as well for what the pack is without.
void CheckSegment(const JobContext& context, const nlohmann::json& request);
void CheckPlan(const JobContext& context, const nlohmann::json& request);
void CheckReport(const JobContext& context, const nlohmann::json& request);

JobResult RunTaskTrain(const JobContext& context, const nlohmann::json& request, Progress& progress);
JobResult RunTaskEvaluate(const JobContext& context, Progress& progress);
JobResult RunTaskPredict(const JobContext& context, Progress& progress);
JobResult RunSegment(const JobContext& context, const nlohmann::json& request, Progress& progress);
JobResult RunPlan(const JobContext& context, const nlohmann::json& request, Progress& progress);
JobResult RunReport(const JobContext& context, const nlohmann::json& request, Progress& progress);

}  // namespace auspex::serve
