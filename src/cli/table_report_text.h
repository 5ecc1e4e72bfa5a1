#pragma once
// What crossval, train and explain say of a table as text for people; flow/table_report.h has it as JSON for machines.
#include <string>

#include "flow/table_report.h"

namespace auspex::cli {

std::string ToText(const flow::TableCrossvalSummary& summary);
std::string ToText(const flow::TableTrainSummary& summary);
std::string ToText(const flow::TableExplainSummary& summary);

}  // namespace auspex::cli
