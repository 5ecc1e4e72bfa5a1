#pragma once
// What makes a segment: its size, and how far its means and medians lie from those of everybody.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "learn/table/feature_table.h"

namespace auspex::learn {

/// One column of numbers in one segment, missing values left out. NaN where there is no value.
struct FeatureProfile {
  size_t feature = 0;           ///< index in the table
  uint64_t known = 0;           ///< rows of the segment with a value
  double mean = 0, median = 0;
  double lift = 0;              ///< mean ÷ mean of everybody; NaN where that is not positive
  double difference = 0;        ///< (mean − mean of everybody) ÷ standard deviation of everybody (divisor n); 0 where all values are the same
};

struct SegmentProfile {
  uint64_t size = 0;
  double share = 0;                      ///< of all rows
  std::vector<FeatureProfile> features;  ///< [columns of numbers], in the order of the table

  /// Indices into `features` by falling magnitude of `difference`, equal ones in their order; those without a value are left out.
  std::vector<size_t> MostTelling() const;
};

struct SegmentProfiles {
  std::vector<FeatureProfile> everybody;  ///< lift 1, difference 0
  std::vector<SegmentProfile> segments;   ///< [segments]
};

/// Profiles of segments 0 … segments − 1 in the units of `table`; columns of categories are left out. Throws Error(kUsage) for another number of labels than
/// rows and a label that is no segment.
SegmentProfiles ProfileSegments(const FeatureTable& table, std::span<const uint32_t> labels, size_t segments);

}  // namespace auspex::learn
