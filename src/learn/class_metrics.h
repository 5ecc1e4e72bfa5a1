#pragma once
// How well each class is foretold: of its rows, how many rank it first or among the five likeliest (recall), and of the rows
// that rank it first, how many are of it (precision). Ranks are those of ranking_metrics.h.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace auspex::learn {

struct ClassMetrics {
  uint64_t count = 0;     ///< rows of this class
  uint64_t first = 0;     ///< of these, ranked first
  uint64_t among5 = 0;    ///< of these, among the five likeliest
  uint64_t foretold = 0;  ///< rows of any class that rank this one first

  double Recall1() const;    ///< NaN without a row of this class
  double Recall5() const;    ///< likewise
  double Precision() const;  ///< NaN where it is never ranked first
};

struct ClassReport {
  std::vector<ClassMetrics> classes;
  std::vector<float> confidence;  ///< [rows] probability of the class ranked first
  std::vector<int8_t> right;      ///< [rows] whether that one came; kNoLabel where there is no label
};

/// `probabilities` has labels.size() rows of `classes`; a label outside 0..classes-1 (kNoLabel) is passed over. Throws
/// Error(kInternal) if the sizes do not fit.
ClassReport MeasureClasses(std::span<const float> probabilities, std::span<const int32_t> labels, size_t classes);

}  // namespace auspex::learn
