#pragma once
// What crossval, train and explain say of a table as JSON objects for machines. cli/table_report_text.h has them as text.
#include <string>

#include "flow/table_crossval.h"
#include "flow/table_explain.h"
#include "flow/table_train.h"

namespace auspex::flow {

std::string ToJson(const TableCrossvalSummary& summary);
std::string ToJson(const TableTrainSummary& summary);
std::string ToJson(const TableExplainSummary& summary);

}  // namespace auspex::flow
