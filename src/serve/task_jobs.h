#pragma once
// The jobs train, evaluate and predict where the pack has a task over tables: what a request may ask for, and the runs of flow/task_*.h.
#include "serve/job_kinds.h"

namespace auspex::serve {

/// Throws HttpError for a field that is for journeys, and for models that there are not.
void CheckTaskTrain(const nlohmann::json& request);
void CheckTaskPredict(const nlohmann::json& request);

JobResult RunTaskTrain(const JobContext& context, const nlohmann::json& request, Progress& progress);
JobResult RunTaskEvaluate(const JobContext& context, Progress& progress);
JobResult RunTaskPredict(const JobContext& context, Progress& progress);

}  // namespace auspex::serve
