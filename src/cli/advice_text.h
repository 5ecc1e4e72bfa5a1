#pragma once
// Segments, contacts and their results as text for people.
#include <string>

#include "flow/segment.h"

namespace auspex::cli {

std::string ToText(const flow::SegmentSummary& summary);

}  // namespace auspex::cli
