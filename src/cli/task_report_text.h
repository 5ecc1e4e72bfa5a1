#pragma once
// What features, train, evaluate, predict and explain say of a task over tables as text for people; flow/task_report.h has it as JSON for machines.
#include <string>

#include "flow/task_report.h"

namespace auspex::cli {

std::string ToText(const flow::TaskFeaturesSummary& summary);
std::string ToText(const flow::TaskTrainSummary& summary);
std::string ToText(const flow::TaskEvaluateSummary& summary);
std::string ToText(const flow::TaskPredictSummary& summary);
std::string ToText(const flow::TaskReceipt& receipt);

}  // namespace auspex::cli
