#pragma once
// What features, train, evaluate, predict and explain say of a task over tables as JSON objects for machines. cli/task_report_text.h has them as text.
#include <string>

#include "flow/task_evaluate.h"
#include "flow/task_explain.h"
#include "flow/task_features.h"
#include "flow/task_predict.h"
#include "flow/task_train.h"

namespace auspex::flow {

std::string ToJson(const TaskFeaturesSummary& summary);
std::string ToJson(const TaskTrainSummary& summary);
std::string ToJson(const TaskEvaluateSummary& summary);
std::string ToJson(const TaskPredictSummary& summary);
std::string ToJson(const TaskReceipt& receipt);
std::string FilesToJson(const std::vector<std::filesystem::path>& files);

}  // namespace auspex::flow
