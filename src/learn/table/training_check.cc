#include "learn/table/training_check.h"

#include <array>
#include <cmath>

#include "base/error.h"

namespace auspex::learn {

void CheckTraining(const TrainingRows& rows) {
  const size_t count = rows.table.rows;
  if (rows.labels.size() != count || !(rows.weights.empty() || rows.weights.size() == count))
    throw Error(Fault::kInternal, "a table was given outcomes or weights for another number of rows");
  if (count == 0) throw Error(Fault::kData, "the table has no row", "table");
  CheckTable(rows.table);
  std::array<double, 2> weight{};
  for (size_t r = 0; r < count; ++r) {
    if (rows.labels[r] > 1) throw Error(Fault::kData, "the outcome of row " + std::to_string(r) + " is neither 0 nor 1", "outcome");
    const double w = rows.weights.empty() ? 1.0 : static_cast<double>(rows.weights[r]);
    if (!(w >= 0 && std::isfinite(w)))
      throw Error(Fault::kData, "the weight of row " + std::to_string(r) + " is not a number from 0 up", "weights");
    weight[rows.labels[r]] += w;
  }
  if (weight[0] + weight[1] <= 0) throw Error(Fault::kData, "all weights are 0", "weights");
  for (size_t c = 0; c < 2; ++c)
    if (weight[c] <= 0)
      throw Error(Fault::kData, "every row that counts has the outcome " + std::to_string(1 - c), "outcome", "A model needs rows of both outcomes.");
}

}  // namespace auspex::learn
