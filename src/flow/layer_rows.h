#pragma once
// What layers are made of: one row a customer, as columns.
#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "pack/layers.h"
#include "store/database.h"

namespace auspex::flow {

/// A column of texts: each different one once, and which a row has.
struct LayerValues {
  static constexpr uint32_t kMissing = UINT32_MAX;
  std::vector<std::string> values;  ///< in the order of their first row
  std::vector<uint32_t> of_row;     ///< kMissing where it is NULL or blank
};

struct LayerRows {
  size_t rows = 0;                             ///< by customer, ascending
  std::vector<LayerValues> layers;             ///< [layers]
  std::vector<std::vector<double>> measures;   ///< [measures][rows]; NaN where it is not known
  std::vector<std::vector<float>> correlated;  ///< [correlated][rows]; likewise
};

/// The rows at the end of `month`, with the probability of scores as of that month; of `segment` only, where it is not empty. Throws Error(kUsage) for SQL that
/// does not hold and columns that are not there, Error(kData) for a customer who comes twice and where there is none.
LayerRows ReadLayerRows(store::Connection& connection, const pack::Pack& pack, const pack::Layering& layering, Micros month, const std::string& segment);

/// Binds the SELECT and the measures over the pack's tables. Throws Error(kUsage) with file and line.
void CheckLayerColumns(store::Connection& connection, const pack::Layering& layering);

}  // namespace auspex::flow
