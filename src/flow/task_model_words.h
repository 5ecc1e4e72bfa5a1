#pragma once
// What the logistic regression and the tree of a training run say, from their files, in the words of a language.
#include <filesystem>
#include <vector>

#include "flow/report/report_data.h"
#include "flow/runs.h"

namespace auspex::flow {

/// Fills `data.logistic`, `data.tree` and `data.rules` in `data.language`, as far as `models` have them; `data.features` must be those of the models.
/// Throws what ReadTableModel throws.
void PutModelsInWords(const std::vector<ModelRecord>& models, const std::filesystem::path& folder, ReportData& data);

}  // namespace auspex::flow
