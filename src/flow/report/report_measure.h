#pragma once
// All that a report says of a model from its probabilities on the test rows.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "flow/report/report_data.h"

namespace auspex::flow {

constexpr size_t kCurvePoints = 400;  ///< at most, of a curve of ReportModel

struct MeasureOptions {
  size_t replicates = 200;                  ///< of the bootstrap behind the intervals; 0: only AUC has one (DeLong)
  std::span<const uint64_t> clusters = {};  ///< rows drawn together; empty: rows are independent
  uint64_t seed = 42;
};

/// Everything but `against_best`, `seconds` and `settings`. Throws Error(kData) where one class only was tested, Error(kInternal) for unequal sizes.
ReportModel MeasureModel(const std::string& name, std::span<const float> probabilities, std::span<const int8_t> labels,
                         const MeasureOptions& options = {});

/// Sorts by falling AUC and compares each with the first by DeLong; `probabilities` are parallel to `models` before they are sorted. Returns the
/// comparisons of all pairs a and b, a the better: (0, 1), (0, 2), …, (1, 2), …
std::vector<learn::AucComparison> RankModels(std::vector<ReportModel>& models, const std::vector<std::vector<float>>& probabilities,
                                             std::span<const int8_t> labels);

}  // namespace auspex::flow
