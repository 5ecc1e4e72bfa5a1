#include "data/rejects.h"

#include <algorithm>

#include "base/format.h"

namespace auspex::data {

void ReasonCounts::Update(const Reject& reject) {
  const std::string key = reject.column.empty() ? reject.reason : reject.column + ": " + reject.reason;
  auto& entry = counts_[key];
  if (entry.count++ == 0) entry.reason = key, entry.first_line = reject.line;
}

std::vector<ReasonCount> ReasonCounts::Finish() const {
  std::vector<ReasonCount> reasons;
  for (const auto& [key, count] : counts_) reasons.push_back(count);
  std::ranges::sort(reasons, [](const ReasonCount& a, const ReasonCount& b) {
    return a.count != b.count ? a.count > b.count : a.first_line < b.first_line;
  });
  return reasons;
}

std::string DescribeReasons(const std::vector<ReasonCount>& reasons, const std::string& file, size_t limit) {
  std::string out;
  for (size_t i = 0; i < std::min(limit, reasons.size()); ++i) {
    if (i > 0) out += "; ";
    out += WithCommas(reasons[i].count) + (reasons[i].count == 1 ? " row " : " rows ") + reasons[i].reason + " (first at " + file + ":" +
           std::to_string(reasons[i].first_line) + ")";
  }
  if (reasons.size() > limit) out += "; " + std::to_string(reasons.size() - limit) + " more reasons";
  return out;
}

}  // namespace auspex::data
