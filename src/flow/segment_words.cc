#include "flow/segment_words.h"

#include <algorithm>
#include <map>

namespace auspex::flow {
namespace {

const std::string& Say(const pack::Pack& pack, const std::string& key) { return pack.wording.at(pack.language).at(key); }

/// "＋" and "−" with the texts of the three columns in which a segment differs most.
std::string MostTelling(const learn::SegmentProfile& profile, const std::vector<std::string>& columns) {
  std::string text;
  size_t shown = 0;
  for (const size_t c : profile.MostTelling()) {
    if (shown == 3) break;
    text += (shown++ > 0 ? ", " : "") + columns[c] + (profile.features[c].difference < 0 ? " −" : " +");
  }
  return text;
}

}  // namespace

std::vector<std::string> SegmentColumnTexts(const pack::Pack& pack, const pack::Segmentation& segmentation) {
  std::vector<std::string> texts;
  for (const auto& column : segmentation.columns) texts.push_back(Say(pack, column.text));
  return texts;
}

void NameInWords(const pack::Pack& pack, const pack::Segmentation& segmentation, SegmentSummary& summary) {
  for (size_t i = 0; i < summary.segments.size(); ++i) {
    Segment& segment = summary.segments[i];
    const auto rule = std::ranges::find(segmentation.names, segment.id, &pack::SegmentName::id);
    if (rule != segmentation.names.end()) {
      segment.name = Say(pack, rule->text), segment.strategy = Say(pack, rule->strategy);
    } else if (segment.id.starts_with("other_")) {
      const std::map<std::string, std::string> values = {{"number", std::to_string(i + 1)}, {"most", MostTelling(segment.profile, summary.columns)}};
      segment.name = pack::FillWording(Say(pack, segmentation.other), values);
      segment.strategy = pack::FillWording(Say(pack, segmentation.other_strategy), values);
    }
  }
}

}  // namespace auspex::flow
