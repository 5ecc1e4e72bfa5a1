#pragma once
// Monotone constraints by feature number.
#include <cstdint>
#include <span>
#include <vector>

#include "learn/table/classifier.h"

namespace auspex::learn {

/// [features]: +1, -1, or 0 where there is none. Throws Error(kUsage) for a feature that there is not, is asked for twice or is one of categories, and
/// for a direction other than -1, 0 and +1.
std::vector<int8_t> MonotoneDirections(const Schema& schema, std::span<const Monotone> constraints);

}  // namespace auspex::learn
