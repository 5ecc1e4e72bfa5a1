#pragma once
// Summaries of runs as text for people; flow/report_json.h has them as JSON for machines.
#include <string>

#include "flow/report_json.h"

namespace auspex::cli {

std::string ToText(const simulate::SimulateSummary& summary);
std::string ToText(const simulate::TableSummary& summary);
std::string ToText(const flow::TrainSummary& summary);
std::string ToText(const flow::EvaluateSummary& summary);
std::string ToText(const flow::PredictSummary& summary);
std::string ToText(const flow::Receipt& receipt);
std::string ToText(const flow::CrossvalSummary& summary);

}  // namespace auspex::cli
