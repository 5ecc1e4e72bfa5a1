#pragma once
// Segments, contacts and their results as text for people.
#include <string>

#include "flow/act.h"
#include "flow/segment.h"
#include "flow/watch.h"

namespace auspex::cli {

std::string ToText(const flow::SegmentSummary& summary);
std::string ToText(const flow::ActSummary& summary);
std::string ToText(const flow::ContactReceipt& receipt);
/// The last twelve periods of each chart, or all.
std::string ToText(const flow::WatchSummary& summary, bool all);

}  // namespace auspex::cli
