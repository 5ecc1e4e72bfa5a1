#pragma once
// What segments are called, in pack.language.
#include "flow/segment.h"

namespace auspex::flow {

/// The texts of summary.columns.
std::vector<std::string> SegmentColumnTexts(const pack::Pack& pack, const pack::Segmentation& segmentation);

/// Sets name and strategy of each segment from its id: those of the rule, or the wording for segments that no rule names; as they are where the pack has
/// the rule no more. Needs summary.columns and the profiles.
void NameInWords(const pack::Pack& pack, const pack::Segmentation& segmentation, SegmentSummary& summary);

}  // namespace auspex::flow
