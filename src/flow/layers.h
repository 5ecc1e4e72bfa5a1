#pragma once
// Layers: how the customers of a month are distributed over the values that the pack names (age bands, city levels, …), what they have in each, and
// how behaviour goes with their assets.
#include <cstdint>
#include <string>
#include <vector>

#include "learn/correlation.h"
#include "pack/layers.h"
#include "store/workspace.h"

namespace auspex {
class Progress;
}

namespace auspex::flow {

struct LayerOptions {
  std::string month;    ///< such as 2025-03; empty: the newest
  std::string segment;  ///< id; only its customers, by the newest run of segments; empty: everybody
};

enum class LayerRowKind {
  kValue,
  kOthers,   ///< the values beyond the kMostLayerRows largest together
  kMissing,  ///< customers whose value is not known
};

/// "value", "others", "missing".
const char* LayerRowKindName(LayerRowKind kind);

constexpr size_t kMostLayerRows = 60;

struct LayerRow {
  LayerRowKind kind = LayerRowKind::kValue;
  std::string value;             ///< as in the data
  uint64_t customers = 0;
  double share = 0;              ///< of all customers
  std::vector<double> measures;  ///< [measures]; NaN where no customer has a value
};

/// The rows of one layer, in the pack's order; others and missing last. Their customers add up to all.
struct MeasuredLayer {
  size_t layer = 0;  ///< index in Layering::layers
  uint64_t values = 0;
  std::vector<LayerRow> rows;
};

struct LayerSummary {
  std::string month, segment;
  uint64_t customers = 0;
  pack::Layering layering;            ///< what was asked; its texts are wording keys
  std::vector<double> everybody;      ///< [measures]
  std::vector<MeasuredLayer> layers;  ///< [layers]
  learn::CorrelationMatrix pearson, spearman;  ///< of Layering::correlated, the first of which is what the others are correlated with
  double seconds = 0;
};

/// Throws Error(kUsage) for a pack without layers, SQL that does not hold, a month without data and a segment that is not there, Error(kData) where there is
/// no customer or one comes twice. The same bits for any number of threads.
LayerSummary MeasureLayers(store::Workspace& workspace, const pack::Pack& pack, const LayerOptions& options, Progress& progress);

/// Checks the pack's layers against empty tables. Throws Error(kUsage) with file and line.
void CheckLayers(const pack::Pack& pack);

/// With texts in pack.language.
std::string ToJson(const LayerSummary& summary, const pack::Pack& pack);

/// What a row is called in pack.language; empty for others and missing, which pages and reports have words for.
std::string LayerRowText(const pack::Layer& layer, const LayerRow& row, const pack::Pack& pack);

}  // namespace auspex::flow
