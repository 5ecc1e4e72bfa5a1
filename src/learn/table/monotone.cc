#include "learn/table/monotone.h"

#include <algorithm>
#include <unordered_set>

#include "base/error.h"

namespace auspex::learn {

std::vector<int8_t> MonotoneDirections(const Schema& schema, std::span<const Monotone> constraints) {
  std::vector<int8_t> directions(schema.size());
  std::unordered_set<std::string> seen;
  for (const Monotone& constraint : constraints) {
    const auto fail = [&](const std::string& what) -> Error {
      return {Fault::kUsage, "the monotone constraint on '" + constraint.feature + "' " + what, "monotone"};
    };
    const auto found = std::find_if(schema.begin(), schema.end(), [&](const FeatureInfo& info) { return info.name == constraint.feature; });
    if (found == schema.end()) throw fail("names a feature that the table does not have");
    if (found->is_category()) throw fail("is on a feature of categories, which have no order");
    if (constraint.direction < -1 || constraint.direction > 1) throw fail("has a direction other than -1, 0 and +1");
    if (!seen.insert(constraint.feature).second) throw fail("is given twice");
    directions[static_cast<size_t>(found - schema.begin())] = static_cast<int8_t>(constraint.direction);
  }
  return directions;
}

}  // namespace auspex::learn
