#pragma once
// Explanations of a fitted model in the report's form.
#include <memory>

#include "flow/report/report_data.h"
#include "flow/report/report_words.h"
#include "learn/table/classifier.h"

namespace auspex::flow {

/// Of every row of `table`, which is aligned to the model's schema; take a sample of a few hundred to a few thousand rows (learn::DrawRows,
/// learn::TakeRows).
ReportShap ExplainRows(const learn::Classifier& model, const learn::FeatureTable& table);

/// Of the one row of `table`, with values in words; `probability` (calibrated), id, rank and reasons are the caller's. Throws Error(kUsage)
/// for another number of rows or features.
ReportCustomer ExplainCustomer(const learn::Classifier& model, const learn::FeatureTable& table, const std::vector<ReportFeature>& features,
                               const ReportWords& words);

/// The parts of a fitted logistic regression; nothing for another model.
std::optional<ReportLogistic> LogisticOf(const learn::Classifier& model);

}  // namespace auspex::flow
