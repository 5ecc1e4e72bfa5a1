#include "pack/decision_row.h"

namespace auspex::pack {

std::vector<RowColumn> DecisionRow(const Pack& pack) {
  std::vector<RowColumn> columns = {{"customer", "VARCHAR"}, {"last_time", "TIMESTAMP"}, {"now", "TIMESTAMP"}};
  for (size_t i = 1; i <= pack.top; ++i) {
    columns.push_back({"next_" + std::to_string(i), "VARCHAR"});
    columns.push_back({"confidence_" + std::to_string(i), "FLOAT"});
  }
  columns.push_back({"deciding", "VARCHAR"});
  columns.push_back({"deciding_confidence", "FLOAT"});
  for (const auto& attribute : pack.journey.attributes) columns.push_back({"deciding_" + attribute, "VARCHAR"});
  for (const auto& conversion : pack.conversions) columns.push_back({"p_" + conversion.name, "FLOAT"});
  columns.push_back({"step_symbol", "VARCHAR[]"});
  columns.push_back({"step_detail", "VARCHAR[]"});
  columns.push_back({"step_time", "TIMESTAMP[]"});
  for (const auto& category : pack.journey.categories) columns.push_back({"step_" + category, "VARCHAR[]"});
  for (const auto& attribute : pack.journey.attributes) columns.push_back({"step_" + attribute, "VARCHAR[]"});
  return columns;
}

}  // namespace auspex::pack
