#pragma once
// The columns of a pack's segments, one row a customer.
#include <string>
#include <vector>

#include "base/time.h"
#include "learn/table/feature_table.h"
#include "pack/segments.h"
#include "store/database.h"

namespace auspex::flow {

struct SegmentRows {
  std::vector<std::string> customers;  ///< ascending, each once
  learn::FeatureTable table;           ///< the segmentation's columns, in its order
};

/// The rows at the end of `month`. Throws Error(kUsage) where the SELECT does not hold or its columns are not those of the segmentation, Error(kData) for a
/// customer who comes twice and where there is none.
SegmentRows ReadSegmentRows(store::Connection& connection, const pack::Pack& pack, const pack::Segmentation& segmentation, Micros month);

/// Binds the SELECT over the pack's tables. Throws Error(kUsage).
void CheckSegmentColumns(store::Connection& connection, const pack::Segmentation& segmentation);

}  // namespace auspex::flow
