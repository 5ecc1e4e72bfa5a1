#pragma once
// A run of segments as a JSON object.
#include <string>

#include "flow/segment.h"

namespace auspex::flow {

std::string ToJson(const SegmentSummary& summary);

}  // namespace auspex::flow
