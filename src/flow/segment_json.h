#pragma once
// A run of segments as a JSON object.
#include <string>
#include <vector>

#include "flow/segment.h"

namespace auspex::flow {

/// With the mean probability of each segment's customers, where `probabilities` has them.
std::string ToJson(const SegmentSummary& summary, const std::vector<double>& probabilities = {});

}  // namespace auspex::flow
