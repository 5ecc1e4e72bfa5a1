#pragma once
// What a pack says about layers: how customers are distributed over the values of columns such as an age band, what is measured in each, and which
// columns are correlated with which. docs/pack.md describes the file.
#include <filesystem>
#include <string>
#include <vector>

#include "pack/pack.h"

namespace auspex::pack {

/// How the values of a layer stand: the largest first, in the order that the pack writes, by the numbers in them.
enum class LayerOrder { kLargest, kListed, kNumber };

/// A column of the SELECT whose values are the layers.
struct Layer {
  std::string name, text;           ///< text: wording key
  LayerOrder order = LayerOrder::kLargest;
  std::vector<std::string> values;  ///< of kListed; others come behind them, the largest first
  std::string words;                ///< a value is shown as the wording's `words.VALUE` where it has one; empty: as it is
  int line = 0;
};

enum class MeasureKind { kMean, kMedian, kSum, kShare };

/// "mean", "median", "sum", "share".
const char* MeasureKindName(MeasureKind kind);

/// A number of each layer, over the customers whose value is known.
struct LayerMeasure {
  std::string name, text;  ///< text: wording key
  MeasureKind kind = MeasureKind::kMean;
  std::string of;  ///< SQL over a row: a number, of a share a BOOLEAN. `probability` is that of the newest scores, NULL where there is none
  CardFormat format = CardFormat::kNumber;
  int line = 0;
};

struct LayerColumn {
  std::string name, text;  ///< a column of the SELECT; text: wording key
  int line = 0;
};

struct Layering {
  std::filesystem::path file, columns_file;
  std::string columns_sql;  ///< SELECT over past.*: one row a customer, the customer first
  std::vector<Layer> layers;
  std::vector<LayerMeasure> measures;
  std::vector<LayerColumn> correlated;  ///< the first is `with`; empty: nothing is correlated
};

/// `file` is named by `layers` in pack.toml. `pack` has its tables and wording already.
Layering ReadLayering(const std::filesystem::path& file, const Pack& pack);

}  // namespace auspex::pack
