#include "learn/forest/row_block.h"

#include "base/error.h"

namespace auspex::learn {

void CheckSameSchema(const Schema& model, const FeatureTable& table) {
  const size_t count = std::min(model.size(), table.schema.size());
  size_t f = 0;
  while (f < count && model[f] == table.schema[f]) ++f;
  if (f == model.size() && f == table.schema.size() && table.columns.size() == f) return;
  const std::string expected = f < model.size() ? "\"" + model[f].name + "\"" : "no further column";
  const std::string found = f < table.schema.size() ? "\"" + table.schema[f].name + "\"" : "no column";
  throw Error(Fault::kUsage, "the table's columns are not the model's: at position " + std::to_string(f + 1) + " the model has " + expected +
              ", the table " + found + (expected == found ? " with other categories" : ""), "", "Align the table to the model's columns first.");
}

}  // namespace auspex::learn
