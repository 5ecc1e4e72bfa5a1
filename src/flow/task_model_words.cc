#include "flow/task_model_words.h"

#include "flow/report/report_explain.h"
#include "flow/report/report_tree.h"
#include "flow/table_model.h"

namespace auspex::flow {

void PutModelsInWords(const std::vector<ModelRecord>& models, const std::filesystem::path& folder, ReportData& data) {
  const ReportWords words(data.language);
  for (const ModelRecord& record : models) {
    if (record.name == "logistic") data.logistic = LogisticOf(ReadTableModel(folder / record.file).model());
    if (record.name != "tree") continue;
    const TableModel tree = ReadTableModel(folder / record.file);
    data.tree = TreeOf(*tree.model().forest(), 0, data.features, words);
    data.rules = RulesInWords(*tree.model().forest(), 0, data.features, words);
  }
}

}  // namespace auspex::flow
