// Any bytes as a LightGBM text model: read, scored and explained, or refused with an Error, and nothing else.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "learn/forest/forest_scoring.h"
#include "learn/forest/forest_shap.h"
#include "learn/forest/lightgbm_text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace auspex::learn;
  try {
    const Forest forest = ReadLightgbmText({reinterpret_cast<const char*>(data), size}, "fuzz");
    FeatureTable table{2, forest.schema, std::vector<std::vector<float>>(forest.schema.size(), {0.0f, kMissing})};
    std::vector<double> margins(table.rows);
    ForestScorer(forest).Margins(table, margins);
    ForestShap(forest).Explain(table, [](const ShapBlock&) {});
  } catch (const auspex::Error& error) {
    if (error.fault() != auspex::Fault::kUsage) std::abort();
  }
  return 0;
}
