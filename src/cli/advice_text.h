#pragma once
// Segments, contacts and their results as text for people.
#include <string>

#include "flow/act.h"
#include "flow/segment.h"

namespace auspex::cli {

std::string ToText(const flow::SegmentSummary& summary);
std::string ToText(const flow::ActSummary& summary);
std::string ToText(const flow::ContactReceipt& receipt);

}  // namespace auspex::cli
